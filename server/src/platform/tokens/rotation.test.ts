import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { execute } from "#harness/execute";
import { address, dayMs, keyRing, minuteMs, signingKit, subject, turnedClock } from "#harness/signers";
import { sql } from "#platform/db";
import { createKeyRing, MissingSecret } from "#platform/secrets";
import { InvalidToken, replaceSigningKeys, rotateSigningKey, type Signer } from "./index.ts";
import { listKeys } from "./key-rows.ts";

const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? "";
const kidsOf = (signer: Signer) => signer.jwks().keys.map(({ kid }) => kid);

describe("signing keys", () => {
  test("change over 70 days without one token being refused by a process or by a client that keeps keys", async () => {
    const clock = turnedClock();
    const kit = await signingKit();
    const [one, other] = [await kit.signer(clock), await kit.signer(clock)];
    const client = { keys: one.jwks(), fetchedAt: clock.now().getTime() };
    let alive: { token: string; signedAt: number }[] = [];
    const signers = new Set<string>();
    const end = clock.now().getTime() + 70 * dayMs;
    let steps = 0;

    while (clock.now().getTime() < end) {
      const now = clock.now().getTime();
      await Promise.all([one.look(), other.look()]);
      if (now - client.fetchedAt >= 5 * minuteMs)
        Object.assign(client, { keys: [one, other][steps % 2]?.jwks(), fetchedAt: now });
      const signed = await Promise.all([one.sign(subject), other.sign(subject)]);
      alive = alive.filter(({ signedAt }) => now - signedAt < 10 * minuteMs);
      alive.push(...signed.map((token) => ({ token, signedAt: now })));
      for (const { token } of alive) {
        signers.add(kidOf(token));
        assert.equal((await one.verify(token)).sub, subject.sub);
        assert.equal((await other.verify(token)).sub, subject.sub);
        await jwtVerify(token, createLocalJWKSet(client.keys), { ...address, currentDate: clock.now() });
      }
      steps++;
      clock.turn(await stepFrom(kit, now));
    }
    assert.ok(steps > 400, `${steps} steps`);
    assert.equal(signers.size, 3);
    assert.ok((await listKeys(kit.database)).length <= 3, "long gone keys are forgotten");
  });

  test("are made once, however many processes start together", async () => {
    const kit = await signingKit();
    const signers = await Promise.all(Array.from({ length: 8 }, () => kit.signer(turnedClock())));
    assert.equal((await listKeys(kit.database)).length, 1);
    const token = await signers[0]?.sign(subject);
    for (const signer of signers) assert.equal((await signer.verify(token ?? "")).sid, subject.sid);
  });

  test("are followed once, however many processes see that it is time", async () => {
    const kit = await signingKit();
    const clock = turnedClock();
    const signers = await Promise.all(Array.from({ length: 4 }, () => kit.signer(clock)));
    clock.turn(29.5 * dayMs);
    await Promise.all(signers.map((signer) => signer.look()));
    const [first, next, ...more] = await listKeys(kit.database);
    assert.equal(more.length, 0);
    assert.deepEqual(next?.signsFrom, first?.signsUntil);
  });

  test("last over a rest of 100 days: the old one signs until the new one is known", async () => {
    const kit = await signingKit();
    const clock = turnedClock();
    const [before, idle] = [await kit.signer(clock), await kit.signer(clock)];
    const first = kidOf(await before.sign(subject));
    clock.turn(100 * dayMs);
    // the idle one has not looked since: it learns when it is asked
    const token = await before.sign(subject);
    assert.equal(kidOf(token), first);
    assert.equal((await idle.verify(token)).sub, subject.sub);
    assert.equal(kidsOf(before).length, 2);
    clock.turn(15 * minuteMs);
    const later = await before.sign(subject);
    assert.notEqual(kidOf(later), first);
    assert.equal((await idle.verify(later)).sub, subject.sub);
  });
});

describe("an operator", () => {
  test("makes the next key: it signs in 15 minutes, and what the one before it signed expires in peace", async () => {
    const kit = await signingKit();
    const clock = turnedClock();
    const signer = await kit.signer(clock);
    const first = kidOf(await signer.sign(subject));
    const next = await rotateSigningKey({ ...kit, keyRing, clock });
    assert.equal(next.signsFrom.getTime() - clock.now().getTime(), 15 * minuteMs);
    await signer.look();
    assert.deepEqual(kidsOf(signer), [first, next.kid]);
    clock.turn(15 * minuteMs - 1);
    const last = await signer.sign(subject);
    assert.equal(kidOf(last), first);
    clock.turn(1);
    assert.equal(kidOf(await signer.sign(subject)), next.kid);
    clock.turn(10 * minuteMs - 2_000);
    assert.equal((await signer.verify(last)).sub, subject.sub);
    clock.turn(6 * minuteMs);
    assert.deepEqual(kidsOf(signer), [next.kid]);
  });

  test("asks twice and gets one key; one that waits for later is brought forward", async () => {
    const kit = await signingKit();
    const clock = turnedClock();
    const means = { ...kit, keyRing, clock };
    const [once, twice] = await Promise.all([rotateSigningKey(means), rotateSigningKey(means)]);
    assert.equal((await listKeys(kit.database)).length, 2);
    const again = await rotateSigningKey(means);
    assert.deepEqual([once.kid, again.kid].sort(), [again.kid, once.kid].sort());
    assert.ok([once.kid, twice.kid].includes(again.kid));

    clock.turn(29.5 * dayMs);
    const signer = await kit.signer(clock);
    const waiting = (await listKeys(kit.database)).at(-1);
    assert.ok(waiting !== undefined && waiting.signsFrom.getTime() - clock.now().getTime() > dayMs / 4);
    const forward = await rotateSigningKey(means);
    assert.equal(forward.kid, waiting.kid);
    assert.equal(forward.signsFrom.getTime() - clock.now().getTime(), 15 * minuteMs);
    const [before, after] = (await listKeys(kit.database)).slice(-2);
    assert.deepEqual(before?.signsUntil, after?.signsFrom);
    signer.stop();
  });

  test("replaces all keys in an emergency: the new one signs at once, every older token is refused", async () => {
    const kit = await signingKit();
    const clock = turnedClock();
    const [one, other] = [await kit.signer(clock), await kit.signer(clock)];
    const stolen = await one.sign(subject);
    const next = await replaceSigningKeys({ ...kit, keyRing, clock });
    await one.look();
    const fresh = await one.sign(subject);
    assert.equal(kidOf(fresh), next.kid);
    await assert.rejects(one.verify(stolen), InvalidToken);
    await other.look();
    assert.equal((await other.verify(fresh)).sub, subject.sub);
    await assert.rejects(other.verify(stolen), InvalidToken);
    assert.deepEqual(kidsOf(other), [next.kid]);
  });
});

describe("private keys", () => {
  test("are never in clear in the table, and plinth_app sees nothing of them", async () => {
    const kit = await signingKit();
    const clock = turnedClock();
    await kit.signer(clock);
    const [row] = await kit.database.system<{ whole: string }>(
      sql`select to_json(k)::text as whole from plinth.signing_keys k`,
    );
    const [key] = await listKeys(kit.database);
    const { d } = JSON.parse(keyRing.open("signing key", key?.privateSealed ?? "")) as { d: string };
    assert.ok(d.length === 43 && row !== undefined);
    await assert.rejects(execute(kit.urls.appUrl, "select kid from plinth.signing_keys"), { code: "42501" });
    assert.ok(!row.whole.includes(d) && !/\\?"d\\?"/.test(row.whole));
  });

  test("stay closed without their secret, which is named; another process's newer secret stops nobody", async () => {
    const [old, young] = [
      "the old secret of these tests, 32 or more",
      "the young secret of these tests, 32+",
    ];
    const heard: unknown[] = [];
    const kit = await signingKit();
    const clock = turnedClock();
    const first = await kit.signer(clock, {
      keyRing: createKeyRing([old]),
      failed: (error) => void heard.push(error),
    });
    const [oldId] = createKeyRing([old]).secretIds;
    await assert.rejects(
      kit.signer(clock, { keyRing: createKeyRing([young]) }),
      (error) =>
        error instanceof Error &&
        error.cause instanceof MissingSecret &&
        /^The signing key \S+ stays closed/.test(error.message) &&
        error.message.includes(`(${oldId})`),
    );
    // a process that has both already makes the next key; one that knows only the old secret goes on verifying
    clock.turn(29.5 * dayMs);
    const both = await kit.signer(clock, { keyRing: createKeyRing([young, old]) });
    clock.turn(dayMs / 2 + minuteMs);
    const token = await both.sign(subject);
    assert.equal((await first.verify(token)).sub, subject.sub);
    assert.notEqual(kidOf(token), kidOf(await first.sign(subject)));
    assert.ok(heard.length > 0 && heard.every((error) => /stays closed/.test(String(error))));
  });
});

/** Minute by minute around every change, hours where nothing happens. */
async function stepFrom({ database }: Awaited<ReturnType<typeof signingKit>>, now: number): Promise<number> {
  const moments = (await listKeys(database)).flatMap(({ signsFrom, signsUntil, goneAt }) => [
    signsFrom.getTime() - dayMs,
    signsFrom.getTime(),
    signsUntil.getTime(),
    goneAt.getTime(),
  ]);
  const near = moments.filter((moment) => Math.abs(moment - now) <= 20 * minuteMs);
  if (near.length > 0) return minuteMs;
  const next = Math.min(...moments.filter((moment) => moment > now), Number.POSITIVE_INFINITY);
  return Math.min(4 * 60 * minuteMs, next - 20 * minuteMs - now);
}
