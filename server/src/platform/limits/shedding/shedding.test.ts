/** Who is turned away, on a clock that is turned by hand: by what everybody waits, and never because of one. */
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { createLogger, type Logger } from "#platform/telemetry";
import { fewest, nextMost, type Seen } from "./most.ts";
import { createShedding, type SheddingOptions } from "./shedding.ts";
import { type Outcome, simulatedServer } from "./simulated-server.fixture.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const silent = createLogger("silent");

function server(
  options: SheddingOptions | undefined = { mostInFlight: 0 },
  logger: Pick<Logger, "warn"> = silent,
) {
  const made = simulatedServer(options, logger);
  stops.push(made.end);
  return made;
}

const turnedAway = (outcomes: Outcome[]) => outcomes.filter((one) => one.turnedAway).length;
const longestWait = (outcomes: Outcome[]) => Math.max(...outcomes.map(({ waitedMs }) => waitedMs));

describe("three times as much as can be answered", () => {
  test("whoever is let in waits for little, and nothing of what can be answered is lost", () => {
    const s = server();
    s.pass({ perMs: 0.5, untilMs: 1_000 });
    s.pass({ perMs: 3, untilMs: 3_000 });
    const before = s.answered();
    const later = s.pass({ perMs: 3, untilMs: 8_000 });
    assert.ok(s.answered() - before >= 4_990, `${s.answered() - before} of 5,000 that could be answered`);
    s.pass({ perMs: 0, untilMs: 9_000 }); // those who wait are answered
    assert.ok(longestWait(later) <= 300, `${longestWait(later)} ms`);
    assert.ok(s.mostUnderWay() < 1_000, `${s.mostUnderWay()} at once, before it was understood`);
  });

  test("without it everybody waits longer and longer", () => {
    const s = simulatedServer(undefined, silent);
    stops.push(s.end);
    const all = s.pass({ perMs: 3, untilMs: 3_000 });
    s.pass({ perMs: 0, untilMs: 20_000 });
    assert.equal(turnedAway(all), 0);
    assert.ok(longestWait(all) > 5_000);
  });

  test("when fewer come again nobody is turned away, after a fifth of a second", () => {
    const s = server();
    assert.ok(turnedAway(s.pass({ perMs: 3, untilMs: 4_000 })) > 4_000);
    assert.ok(turnedAway(s.pass({ perMs: 0.5, untilMs: 4_200 })) <= 10);
    const after = s.pass({ perMs: 0.5, untilMs: 8_000 });
    assert.equal(turnedAway(after), 0);
    assert.equal(turnedAway(s.burst(500)), 0, "what was learned of a time that is over is forgotten");
  });

  test("the operator is told once a second, with how many, and what everybody waited for", () => {
    type Told = { shed: number; because_of: Record<string, number> };
    const told: Told[] = [];
    const s = server({ mostInFlight: 0 }, { warn: (one: Told) => void told.push(one) });
    const shed = turnedAway(s.pass({ perMs: 3, untilMs: 5_000 }));
    assert.ok(told.length >= 4 && told.length <= 6, `${told.length} times`);
    const sum = told.reduce((all, one) => all + one.shed, 0);
    assert.ok(sum > shed / 2 && sum <= shed, `${sum} of ${shed}`);
    for (const one of told) assert.deepEqual(one.because_of, { reads: one.shed });
  });
});

describe("what is no overload", () => {
  test("a burst that works itself off", () => {
    const s = server();
    s.pass({ perMs: 0.5, untilMs: 1_000 });
    assert.equal(turnedAway(s.burst(250)), 0);
    assert.equal(turnedAway(s.pass({ perMs: 0.2, untilMs: 3_000 })), 0);
  });

  test("a process that was stopped for seconds, and comes back", () => {
    const s = server();
    s.pass({ perMs: 0.5, untilMs: 1_000 });
    s.standStill(5_000);
    const after = s.pass({ perMs: 0.5, untilMs: 9_000 });
    assert.equal(turnedAway(after), 0);
  });

  test("as many as can just be answered", () => {
    const s = server();
    assert.equal(turnedAway(s.pass({ perMs: 1, untilMs: 5_000 })), 0);
  });
});

describe("a database that answers nobody", () => {
  test("is waited for by few, the others hear so at once; when it answers again all come in", () => {
    const s = server();
    s.pass({ perMs: 0.5, untilMs: 1_000 });
    s.pass({ perMs: 1, untilMs: 1_500, silent: true });
    assert.equal(turnedAway(s.pass({ perMs: 1, untilMs: 3_000, silent: true })), 1_500);
    assert.ok(s.mostUnderWay() <= 500);
    s.pass({ perMs: 0.5, untilMs: 4_500 });
    assert.equal(turnedAway(s.pass({ perMs: 0.5, untilMs: 6_000 })), 0);
  });
});

describe("ways apart", () => {
  const waiting = (mostInFlight = 0) => {
    let now = 0;
    const shedding = createShedding({ mostInFlight }, silent, { nowMs: () => now, later: () => {} });
    stops.push(shedding.stop);
    return {
      ...shedding,
      /** Many wait for connections, and for so long that it is noticed. */
      verbsWait() {
        for (let i = 0; i < 100; i++) {
          shedding.enter("writes");
          shedding.lines.verbs.join();
        }
        now = 500;
      },
    };
  };

  test("verbs that wait for connections are no reason to turn reads away", () => {
    const s = waiting();
    s.verbsWait();
    assert.deepEqual([s.enter("writes"), s.enter("reads"), s.mayPass("reads")], [false, true, true]);
    assert.equal(s.mayPass("writes"), false);
  });

  test("what an operator needs has places that nobody else takes, and not more than these", () => {
    const s = waiting();
    s.verbsWait();
    assert.equal(s.enter("writes"), false);
    const entered = Array.from({ length: 40 }, () => s.enter("reserved"));
    assert.equal(entered.filter(Boolean).length, 32);
    s.leave("reserved");
    assert.equal(s.enter("reserved"), true);
  });

  test("a number set by hand holds for both together, from the first on; who waits for something takes no place", () => {
    const s = waiting(3);
    assert.deepEqual([s.mayPass("reads"), s.enter("reads"), s.enter("writes")], [true, true, true]);
    assert.deepEqual([s.enter("reads"), s.enter("reads"), s.mayPass("reads")], [true, false, false]);
    s.leave("writes");
    assert.deepEqual([s.enter("reads"), s.enter("writes")], [true, false]);
  });

  test("a loop that does not come round turns everybody away", () => {
    let now = 0;
    const due: (() => void)[] = [];
    const pace = { nowMs: () => now, later: (done: () => void) => void due.push(done) };
    const s = createShedding({ mostInFlight: 0 }, silent, pace);
    stops.push(s.stop);
    for (let i = 0; i < 300; i++) s.enter(i % 2 === 0 ? "reads" : "writes");
    for (const _ of [1, 2, 3]) {
      now += 300; // a round of the loop
      for (const done of due.splice(0)) done();
      s.mayPass("reads");
    }
    assert.deepEqual([s.enter("reads"), s.enter("writes")], [false, false]);
  });
});

describe("how many are let in", () => {
  const any = Number.POSITIVE_INFINITY;
  const busy: Seen = { waitedMs: 200, peak: 400, turnedAway: false };
  const cases: [what: string, most: number, seen: Partial<Seen>, expected: number][] = [
    ["everybody, while nobody waits", any, { waitedMs: 0 }, any],
    ["as many as would have waited for half as long", any, {}, 200],
    ["never fewer than a quarter at a time", any, { waitedMs: 5_000 }, 100],
    ["as many as before, while nobody knows what came of it", 200, { waitedMs: undefined }, 200],
    ["never fewer than a few", 80, { peak: 80 }, fewest],
    ["more, when nobody waits and somebody was turned away", 100, { waitedMs: 1, turnedAway: true }, 125],
    ["a few more, when everybody waits as long as is bearable", 100, { waitedMs: 90, turnedAway: true }, 105],
    ["everybody again, when it is not needed", 100, { waitedMs: 1, peak: 49 }, any],
  ];
  for (const [what, most, seen, expected] of cases)
    test(what, () => assert.equal(nextMost(most, { ...busy, ...seen }), expected));
});
