import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createKeyRing } from "#platform/secrets";
import {
  graceMs,
  hashRefreshToken,
  newRefreshToken,
  present,
  type RefreshFamily,
  sessionOfRefreshToken,
} from "./refresh-token.ts";

const [first, second, third] = [
  "the first secret of these tests, 32+",
  "the second secret of these tests, 32+",
  "the third secret of these tests, 32+",
] as const;
const ring = createKeyRing([first]);
const session = "019d3f6a-7c1e-7b2a-9f00-0123456789ab";
const now = new Date("2026-11-21T08:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);

function founded(sessionId = session, keys = ring): { token: string; family: RefreshFamily } {
  const token = newRefreshToken(sessionId, keys);
  return { token, family: familyOf(sessionId, token) };
}

function familyOf(sessionId: string, token: string): RefreshFamily {
  return {
    sessionId,
    generation: 0,
    currentHash: hashRefreshToken(token),
    parentHash: null,
    rotatedAt: null,
  };
}

function rotate(family: RefreshFamily, token: string, at = now, keys = ring) {
  const answer = present(family, token, at, keys);
  assert.equal(answer.kind, "rotate");
  if (answer.kind !== "rotate") throw new Error("not reached");
  return { token: answer.successor, family: answer.next };
}

const asRepeat = (successor: string) => ({ kind: "repeat", successor });
const reuse = { kind: "reuse" };
const unknown = { kind: "unknown" };

describe("a family of refresh tokens", () => {
  test("each token brings its successor, which is new, of the same session and one generation further", () => {
    let { token, family } = founded();
    const seen = new Set([token]);
    for (let generation = 1; generation <= 50; generation++) {
      const before = family;
      ({ token, family } = rotate(family, token, later(generation)));
      seen.add(token);
      assert.equal(seen.size, generation + 1);
      assert.deepEqual(family, {
        sessionId: session,
        generation,
        currentHash: hashRefreshToken(token),
        parentHash: before.currentHash,
        rotatedAt: later(generation),
      });
      assert.equal(sessionOfRefreshToken(token, ring), session);
    }
  });

  test("the direct parent brings the same successor within the grace, and is reuse after it", () => {
    const { token: parent, family: before } = founded();
    const { token: current, family } = rotate(before, parent);
    for (const ms of [0, 1, graceMs - 1, graceMs])
      assert.deepEqual(present(family, parent, later(ms), ring), asRepeat(current), `${ms} ms`);
    for (const ms of [graceMs + 1, 3_600_000])
      assert.deepEqual(present(family, parent, later(ms), ring), reuse);
    // a process whose clock is behind
    assert.deepEqual(present(family, parent, later(-5_000), ring), asRepeat(current));
  });

  test("two generations back is reuse at any age, even within the same millisecond", () => {
    const zero = founded();
    const one = rotate(zero.family, zero.token);
    const two = rotate(one.family, one.token);
    const three = rotate(two.family, two.token);
    assert.deepEqual(present(two.family, zero.token, now, ring), reuse);
    assert.deepEqual(present(three.family, zero.token, now, ring), reuse);
    assert.deepEqual(present(three.family, one.token, now, ring), reuse);
    assert.deepEqual(present(three.family, two.token, now, ring), asRepeat(three.token));
  });

  test("a token of a time that is not known (the database was put back) is reuse as well", () => {
    const zero = founded();
    const one = rotate(zero.family, zero.token);
    assert.deepEqual(present(zero.family, one.token, now, ring), reuse);
  });

  test("a family that has ended knows no token", () => {
    const { token } = founded();
    assert.deepEqual(present(undefined, token, now, ring), unknown);
  });

  test("two who present the newest at once, and neither waits for the other, get the same successor", () => {
    const { token, family } = founded();
    assert.deepEqual(present(family, token, now, ring), present(family, token, now, ring));
  });
});

describe("what is not genuine changes nothing", () => {
  const { token, family: before } = founded();
  const { family } = rotate(before, token);

  test("a token changed in any character, cut or extended", () => {
    const successor = rotate(before, token).token;
    for (const genuine of [token, successor]) {
      for (let i = 0; i < genuine.length; i++) {
        const other = genuine[i] === "A" ? "B" : "A";
        const changed = genuine.slice(0, i) + other + genuine.slice(i + 1);
        assert.deepEqual(present(family, changed, now, ring), unknown, `character ${i}`);
        assert.deepEqual(present(family, genuine.slice(0, i), now, ring), unknown, `${i} characters`);
      }
      for (const extended of [`${genuine}A`, `${genuine}\n`, ` ${genuine}`, `${genuine}=`])
        assert.deepEqual(present(family, extended, now, ring), unknown);
    }
  });

  test("the same bytes written in another way", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(token.at(-1) ?? "");
    for (const spare of [1, 2, 3]) {
      const twin = token.slice(0, -1) + alphabet.charAt(last + spare);
      assert.equal(
        Buffer.from(twin.slice(4), "base64url").compare(Buffer.from(token.slice(4), "base64url")),
        0,
      );
      assert.deepEqual(present(family, twin, now, ring), unknown);
    }
  });

  test("a token of another session, though genuine; and one that names this session under another tag", () => {
    const other = founded("019d3f6a-7c1e-7b2a-9f00-0123456789ac");
    assert.deepEqual(present(family, other.token, now, ring), unknown);
    const [a, b] = [token, other.token].map((each) => Buffer.from(each.slice(4), "base64url"));
    assert.ok(a && b);
    a.copy(b, 0, 0, 16);
    assert.deepEqual(present(family, `plr_${b.toString("base64url")}`, now, ring), unknown);
  });

  test("one that knows the session's id but no key", () => {
    const forged = founded(session, createKeyRing([second])).token;
    assert.deepEqual(present(family, forged, now, ring), unknown);
    assert.equal(sessionOfRefreshToken(forged, ring), undefined);
  });

  for (const text of [
    "",
    "plr_",
    "plr_x",
    `plr_${"A".repeat(91)}`,
    `plk_${"A".repeat(91)}`,
    "\0",
    "plr_😀",
    "a".repeat(1_000_000),
  ]) {
    test(`${JSON.stringify(text.slice(0, 20))}…`, () => {
      assert.deepEqual(present(family, text, now, ring), unknown);
      assert.equal(sessionOfRefreshToken(text, ring), undefined);
    });
  }
});

describe("what is stored", () => {
  test("holds no token and no part of one", () => {
    const zero = founded();
    const one = rotate(zero.family, zero.token);
    const stored = Buffer.from(JSON.stringify(one.family)).toString("latin1");
    const parts = [one.family.currentHash, one.family.parentHash ?? Buffer.alloc(0)];
    for (const token of [zero.token, one.token]) {
      const body = Buffer.from(token.slice(4), "base64url").subarray(20, 52);
      for (const secret of [body, body.subarray(0, 8)]) {
        assert.ok(parts.every((part) => !part.includes(secret)));
        for (const form of ["hex", "base64url", "base64"] as const)
          assert.ok(!stored.includes(secret.toString(form).slice(0, 10)));
      }
    }
  });

  test("is not enough to make a token that is accepted, not even together with the keys", () => {
    const zero = founded();
    const { family } = rotate(zero.family, zero.token);
    const hashes = [family.currentHash, family.parentHash ?? Buffer.alloc(32)];
    // all that follows from the row: what a successor would be if it were derived from what is kept
    const bodies = hashes.flatMap((kept) =>
      ["hex", "base64url", "base64", "latin1"].flatMap((form) => {
        const text = kept.toString(form as BufferEncoding);
        return [
          kept,
          ...[text, `${session}.${text}`, `plr_${text}`, `${session}.plr_${text}`].map((each) =>
            ring.mac("refresh successor", each),
          ),
        ];
      }),
    );
    assert.ok(bodies.length > 30);
    for (const body of bodies)
      for (const generation of [0, 1, 2]) {
        const head = Buffer.concat([Buffer.from(session.replaceAll("-", ""), "hex"), Buffer.alloc(4), body]);
        head.writeUInt32BE(generation, 16);
        const tag = ring.mac("refresh tag", head.toString("base64url")).subarray(0, 16);
        const forged = `plr_${Buffer.concat([head, tag]).toString("base64url")}`;
        // it is tagged with our own key, so it counts as one of ours that was never handed out
        assert.deepEqual(present(family, forged, now, ring), reuse);
      }
  });
});

describe("when the key ring changes", () => {
  const rotatedRing = createKeyRing([second, first]);

  test("tokens of the older secret go on, and their successors are of the newer one", () => {
    const zero = founded();
    const one = rotate(zero.family, zero.token, now, rotatedRing);
    const two = rotate(one.family, one.token, now, createKeyRing([second]));
    assert.equal(sessionOfRefreshToken(two.token, ring), undefined);
  });

  test("a repeat finds the same successor, whichever secret it was derived under", () => {
    const zero = founded();
    const one = rotate(zero.family, zero.token);
    assert.deepEqual(present(one.family, zero.token, now, rotatedRing), asRepeat(one.token));
    const ahead = rotate(zero.family, zero.token, now, rotatedRing);
    const behind = createKeyRing([first, second]); // a process that still signs with the older one
    assert.deepEqual(present(ahead.family, zero.token, now, behind), asRepeat(ahead.token));
  });

  test("reuse is still known for what it is, until the secret is taken out", () => {
    const zero = founded();
    const one = rotate(zero.family, zero.token);
    const two = rotate(one.family, one.token, now, rotatedRing);
    assert.deepEqual(present(two.family, zero.token, now, createKeyRing([third, second, first])), reuse);
    assert.deepEqual(present(two.family, zero.token, now, createKeyRing([second])), unknown);
  });
});

test("a session's id is a UUID", () => {
  for (const id of ["", "no uuid", `${session}0`, session.slice(1)])
    assert.throws(() => newRefreshToken(id, ring), /UUID/, id);
});
