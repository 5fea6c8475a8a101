import assert from "node:assert/strict";
import { after, test } from "node:test";
import { testDatabase } from "#harness/postgres";
import { bench } from "./bench.ts";
import { deliveriesPart } from "./deliveries.ts";
import { jobsPart } from "./jobs.ts";
import { livePart } from "./live.ts";
import { loginsPart, wrongReads } from "./logins-results.ts";
import { names } from "./options.ts";
import { overloadPart, wrongUnderOverload } from "./overload-results.ts";
import { population } from "./population.ts";
import { seed } from "./seed.ts";
import { stockPart } from "./stock.ts";
import { workloads } from "./workloads.ts";

const people = population({ orders: 200, organizations: 4 });
const database = await testDatabase();
after(database.drop);
const keys = await seed(database, people);

/** One run for all of them, as `npm run bench` does it: long enough that a flood of logins meets its limit. */
const only = names;
const wish = { only, rounds: 1, seconds: 0.15, floors: true };
const report = await bench({ ...database, keys }, people, wish, () => {});

test("every workload of the bench, and its floor if it has one, runs without a wrong answer", () => {
  assert.equal(report.outcomes.length, workloads.length);
  for (const { workload, rounds } of report.outcomes) {
    const [round] = rounds;
    assert.ok(round, workload.name);
    assert.equal(round.served.errors, 0, `${workload.name}: ${round.served.firstError}`);
    assert.ok(round.served.requests > 0, workload.name);
    if (workload.noFloor === undefined)
      assert.ok(round.floor && round.floor.perSecond > 0, `the floor of ${workload.name}`);
    else assert.equal(round.floor, undefined, `the floor of ${workload.name}`);
  }
});

test("beside logins, right and wrong ones, every read is answered right and every login as it must be", () => {
  assert.equal(
    wrongReads(report.logins),
    0,
    JSON.stringify(report.logins.map(({ reads }) => reads.firstError)),
  );
  const statusesBeside = (name: string) =>
    report.logins.find(({ beside }) => beside.name === name)?.logins?.statuses ?? {};
  assert.equal(report.logins[0]?.logins, undefined);
  assert.deepEqual(Object.keys(statusesBeside("logins")), ["200"]);
  // one address may fail 20 times, and a few more as waits run out; what else it asks is turned away
  const flood = statusesBeside("flood");
  assert.ok((flood[401] ?? 0) > 0 && (flood[401] ?? 0) < 30, JSON.stringify(flood));
  assert.deepEqual(
    Object.keys(flood).filter((status) => !["401", "429", "503"].includes(status)),
    [],
  );
  assert.match(loginsPart(report.logins), /1,000 right logins a minute/);
});

test("jobs are counted and timed, and their floor does as many", () => {
  const [round] = report.jobs;
  assert.ok(round && round.perSecond > 0 && round.withEffectPerSecond > 0 && round.floorPerSecond > 0);
  assert.ok(round.p50Ms >= 0 && round.p50Ms <= round.p99Ms, JSON.stringify(round));
  assert.match(jobsPart(report.jobs), /of the floor/);
});

test("rivals for one product get what there is and no more, and how fast is said", () => {
  const [round] = report.stock;
  assert.ok(round && round.perSecond > 0 && round.onePerSecond > 0);
  assert.match(stockPart(report.stock), /reservations\/s/);
});

test("webhooks are counted and timed, all of them arrive, and their floor makes as many requests", () => {
  const [round] = report.deliveries;
  assert.ok(round && round.perSecond > 0 && round.floorPerSecond > 0);
  assert.ok(round.p50Ms >= 0 && round.p50Ms <= round.p99Ms, JSON.stringify(round));
  assert.match(deliveriesPart(report.deliveries), /deliveries\/s/);
});

test("clients of the feed are opened, all of them hear everything, and what they cost is said", () => {
  const [round] = report.live;
  assert.ok(round && round.messagesPerSecond > 0 && round.sockets === 150 && round.streams === 150);
  assert.ok(round.p50Ms <= round.p99Ms && round.p99Ms <= round.lastMs, JSON.stringify(round));
  assert.match(livePart(report.live), /messages\/s/);
});

test("of more than can be answered everything is answered right or turned away, and what became of it is said", () => {
  assert.deepEqual(
    report.overload.map(({ workload, shedding }) => [workload, shedding]),
    [
      ["get", true],
      ["place", true],
      ["get", false],
      ["place", false],
    ],
  );
  assert.equal(wrongUnderOverload(report.overload), 0, JSON.stringify(report.overload));
  for (const { survived } of report.overload) assert.ok(survived.answered.requests > 0);
  assert.match(overloadPart(report.overload), /recovered after/);
});
