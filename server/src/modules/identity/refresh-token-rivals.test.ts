/**
 * The refresh protocol as a state machine: two tabs of one person, a thief and a logout, in every order, with lost
 * answers and with delays below and above the grace. Every world that can be reached in so many steps is visited once,
 * and longer ways at random. What is right is said by an oracle that knows only who was handed what, in which order.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createKeyRing, type KeyRing } from "#platform/secrets";
import { graceMs, hashRefreshToken, newRefreshToken, present, type RefreshFamily } from "./refresh-token.ts";

type Ring = Pick<KeyRing, "mac" | "macs">;
type Tab = "one" | "other";

/** Immutable, so that every way out of a world begins at the same one. `chain[k]` is the token of generation k. */
type World = {
  now: number;
  family: RefreshFamily | undefined;
  chain: readonly string[];
  rotatedAt: number;
  /** Which token each tab holds, and which one is on its way to it. */
  held: Readonly<Record<Tab, number>>;
  underway: Readonly<Record<Tab, number | undefined>>;
  /** Which tokens the thief has. */
  stolen: readonly number[];
  /** How many secrets the ring has had; the newest signs. */
  secrets: number;
  ended: "no" | "by reuse" | "by logout";
};

type Step = { name: string; take: (world: World) => World | undefined };

const session = "019d3f6a-7c1e-7b2a-9f00-0123456789ab";
const secrets = ["first", "second", "third"].map((name) => `the ${name} secret of these tests, 32+`);
const rings = secrets.map((_, newest) =>
  remembering(createKeyRing(secrets.slice(0, newest + 1).toReversed())),
);
const ringOf = (world: World): Ring => rings[world.secrets - 1] ?? never();
const stranger = newRefreshToken("019d3f6a-7c1e-7b2a-9f00-0123456789ac", rings[0] ?? never());

function founded(): World {
  const token = newRefreshToken(session, rings[0] ?? never());
  const currentHash = hashRefreshToken(token);
  return {
    now: Date.UTC(2026, 10, 21),
    family: { sessionId: session, generation: 0, currentHash, parentHash: null, rotatedAt: null },
    chain: [token],
    rotatedAt: 0,
    held: { one: 0, other: 0 },
    underway: { one: undefined, other: undefined },
    stolen: [],
    secrets: 1,
    ended: "no",
  };
}

/** Somebody presents the token of generation k. Asserts what must follow, and answers which token they get. */
function refresh(world: World, k: number): { world: World; got: number | undefined } {
  const newest = world.chain.length - 1;
  const answer = present(world.family, world.chain[k] ?? never(), new Date(world.now), ringOf(world));

  if (world.ended !== "no") {
    assert.equal(answer.kind, "unknown", "nobody refreshes after the end");
    return { world, got: undefined };
  }
  if (k === newest) {
    assert.equal(answer.kind, "rotate", "the newest is accepted");
    if (answer.kind !== "rotate") never();
    assert.ok(!world.chain.includes(answer.successor), "the successor is new");
    const chain = [...world.chain, answer.successor];
    return { world: { ...world, chain, family: answer.next, rotatedAt: world.now }, got: newest + 1 };
  }
  if (k === newest - 1 && world.now - world.rotatedAt <= graceMs) {
    assert.deepEqual(answer, { kind: "repeat", successor: world.chain[newest] }, "the same successor");
    return { world, got: newest };
  }
  assert.deepEqual(answer, { kind: "reuse" }, "whatever is older ends the family");
  return { world: { ...world, family: undefined, ended: "by reuse" }, got: undefined };
}

/** What holds in every world, whatever led to it. */
function hold(world: World): void {
  const alive = world.ended === "no";
  const answer = (token: string) => present(world.family, token, new Date(world.now), ringOf(world));
  const answers = world.chain.map(answer);
  const live = answers.filter(({ kind }) => kind === "rotate").length;
  assert.equal(live, alive ? 1 : 0, "one token is live, and none after the end");
  const successors = new Set(answers.flatMap((each) => ("successor" in each ? [each.successor] : [])));
  const toCome = [...successors].filter((each) => !world.chain.includes(each));
  assert.ok(toCome.length <= 1, "one successor is to come");
  for (const { kind } of answers.slice(0, -2))
    assert.equal(kind, alive ? "reuse" : "unknown", "two back or more");
  for (const made of [stranger, changed(world.chain.at(-1) ?? "")])
    assert.equal(answer(made).kind, "unknown", "not genuine");
}

const tabs = (["one", "other"] as const).flatMap((tab): Step[] => [
  {
    name: `tab ${tab} asks`,
    take(world) {
      if (world.underway[tab] !== undefined) return undefined;
      const { world: next, got } = refresh(world, world.held[tab]);
      return { ...next, underway: { ...next.underway, [tab]: got } };
    },
  },
  {
    name: `tab ${tab} hears`,
    take: (world) => heard(world, tab, world.underway[tab]),
  },
  {
    name: `the answer to tab ${tab} is lost`,
    take: (world) => heard(world, tab, world.held[tab]),
  },
]);

/** The answer is no longer underway, and the tab holds this token. */
function heard(world: World, tab: Tab, got: number | undefined): World | undefined {
  if (world.underway[tab] === undefined || got === undefined) return undefined;
  return { ...world, held: { ...world.held, [tab]: got }, underway: { ...world.underway, [tab]: undefined } };
}

const waits = [10_000, graceMs, graceMs + 1].map(
  (ms): Step => ({
    name: `${ms} ms pass`,
    take: (world) => ({ ...world, now: world.now + ms }),
  }),
);
const rotation: Step = {
  name: "the ring gets a new secret",
  take: (world) => (world.secrets < rings.length ? { ...world, secrets: world.secrets + 1 } : undefined),
};
const logout: Step = {
  name: "logout",
  take: (world) => (world.ended === "no" ? { ...world, family: undefined, ended: "by logout" } : undefined),
};
const thief: Step[] = [
  {
    name: "the thief copies a tab",
    take: (world) =>
      world.stolen.includes(world.held.one)
        ? undefined
        : { ...world, stolen: [...world.stolen, world.held.one] },
  },
  ...[0, -1].map(
    (at): Step => ({
      name: `the thief presents their ${at === 0 ? "oldest" : "newest"}`,
      take(world) {
        const k = world.stolen.at(at);
        if (k === undefined) return undefined;
        const { world: next, got } = refresh(world, k);
        return got === undefined || next.stolen.includes(got)
          ? next
          : { ...next, stolen: [...next.stolen, got] };
      },
    }),
  ),
];
const everything = [...tabs, ...waits, rotation, logout, ...thief];

describe("two tabs, a thief and a logout", () => {
  test("every world within 12 steps keeps the rules", () => {
    const visited = explore(founded(), everything, 12);
    assert.ok(visited > 20_000, `${visited} worlds`);
  });

  test("so do longer ways, with many generations", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(everything.length - 1), { minLength: 9, maxLength: 120 }), (ways) => {
        let world = founded();
        for (const way of ways) world = everything[way]?.take(world) ?? world;
        hold(world);
      }),
      { numRuns: 400 },
    );
  });

  test("a thief and an owner cannot both go on: once the grace is over, the next of them ends the family", () => {
    const way = [
      "the thief copies a tab",
      "the thief presents their newest",
      `${graceMs + 1} ms pass`,
      "tab one asks",
    ];
    const world = way.reduce(
      (at, name) => everything.find((step) => step.name === name)?.take(at) ?? never(),
      founded(),
    );
    assert.equal(world.ended, "by reuse");
  });
});

describe("tabs alone", () => {
  /**
   * What a well-behaved program does: every ten minutes both tabs ask, each until it has heard, within the grace.
   * Answers are lost, tabs ask again, in any order.
   */
  test("are never logged out while they ask again within the grace, whatever is lost", () => {
    let visited = 0;
    const newest = (world: World) => world.chain.length - 1;
    const rounds = (world: World, left: number): void => {
      if (left === 0) return;
      const start = { ...world, now: world.now + 600_000 };
      const goal = newest(start) + 1;
      const within: Step[] = [
        ...tabs.map(
          ({ name, take }): Step => ({
            name,
            // a tab that has heard is content until the next round
            take(at) {
              const tab = name.includes("other") ? "other" : "one";
              return at.held[tab] === goal ? undefined : take(at);
            },
          }),
        ),
        {
          name: "10 s pass",
          take: (at) => (at.now + 10_000 - start.now > graceMs ? undefined : { ...at, now: at.now + 10_000 }),
        },
      ];
      const ends = new Map<string, World>();
      visited += explore(start, within, 10, (at) => {
        assert.equal(at.ended, "no");
        if (at.held.one === goal && at.held.other === goal) ends.set(keyOf(at), at);
      });
      assert.ok(ends.size > 0);
      for (const end of ends.values()) rounds(end, left - 1);
    };
    rounds(founded(), 2);
    assert.ok(visited > 150, `${visited} worlds`);
  });
});

/** Visits every world that can be reached in so many steps, each once. @returns how many there are */
function explore(
  start: World,
  steps: readonly Step[],
  depth: number,
  visit: (world: World) => void = () => {},
): number {
  const known = new Set([keyOf(start)]);
  let edge = [start];
  for (let taken = 0; taken <= depth; taken++) {
    const next: World[] = [];
    for (const world of edge) {
      hold(world);
      visit(world);
      if (taken === depth) continue;
      for (const step of steps) {
        const reached = step.take(world);
        if (reached === undefined || known.has(keyOf(reached))) continue;
        known.add(keyOf(reached));
        next.push(reached);
      }
    }
    edge = next;
  }
  return known.size;
}

/** Two worlds with one key differ in nothing that the protocol looks at: time matters up to the grace only. */
function keyOf({
  now,
  family,
  rotatedAt,
  chain,
  held,
  underway,
  stolen,
  secrets: count,
  ended,
}: World): string {
  const ages = [rotatedAt, family?.rotatedAt?.getTime() ?? 0].map((at) => Math.min(now - at, graceMs + 1));
  return JSON.stringify([ages, chain.length, held, underway.one, underway.other, stolen, count, ended]);
}

/** The last character but ten is another one: the tag is wrong, everything else is right. */
function changed(token: string): string {
  const other = token.at(-10) === "A" ? "B" : "A";
  return `${token.slice(0, -10)}${other}${token.slice(-9)}`;
}

/** The same keys, faster: the worlds ask for the same MACs again and again. */
function remembering(ring: Ring): Ring {
  const known = new Map<string, Buffer[]>();
  const macs: Ring["macs"] = (purpose, text) => {
    const found = known.get(`${purpose} ${text}`) ?? ring.macs(purpose, text);
    known.set(`${purpose} ${text}`, found);
    return found;
  };
  return { macs, mac: (purpose, text) => macs(purpose, text)[0] ?? never() };
}

function never(): never {
  throw new Error("never reached");
}
