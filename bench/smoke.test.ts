import assert from "node:assert/strict";
import { after, test } from "node:test";
import { testDatabase } from "#harness/postgres";
import { bench } from "./bench.ts";
import { population } from "./population.ts";
import { seed } from "./seed.ts";
import { workloads } from "./workloads.ts";

test("every workload of the bench, and its floor, runs without a wrong answer", async () => {
  const database = await testDatabase();
  after(database.drop);
  const people = population({ orders: 200, organizations: 4 });
  const keys = await seed(database, people);

  const only = workloads.map(({ name }) => name);
  const report = await bench(
    { ...database, keys },
    people,
    { only, rounds: 1, seconds: 0.3, floors: true },
    () => {},
  );

  assert.equal(report.outcomes.length, workloads.length);
  for (const { workload, rounds } of report.outcomes) {
    const [round] = rounds;
    assert.ok(round, workload.name);
    assert.equal(round.served.errors, 0, `${workload.name}: ${round.served.firstError}`);
    assert.ok(round.served.requests > 0, workload.name);
    assert.ok(round.floor && round.floor.perSecond > 0, `the floor of ${workload.name}`);
  }
});
