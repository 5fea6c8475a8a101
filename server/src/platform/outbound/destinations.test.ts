// alone: its database ends with the first file that asked for it
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import type pg from "pg";
import { organizationContext } from "#harness/contexts";
import {
  database,
  deed,
  fails,
  opened,
  place,
  startProcess,
  tables,
  times,
  works,
} from "#harness/destinations";
import { execute } from "#harness/execute";
import { answer } from "#harness/hostile-server";
import { until } from "#harness/until";
import type { Statement } from "#platform/db";
import { createLogger } from "#platform/telemetry";
import { createOutbound } from "./create-outbound.ts";
import { pauseDestination, removeDestination, resumeDestination, saveDestination } from "./destinations.ts";

const one = startProcess();

describe("health", () => {
  test("costs no statement per call: successes of a few seconds are written together", async () => {
    const there = await place(works);
    const counting = startProcess();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => there.call(counting)));
    assert.deepEqual([...new Set(outcomes)], ["200"]);
    // a look at the state each second, and what is written every few: far from one per call on the slowest machine
    assert.ok(counting.statements() <= 10, `${counting.statements()} statements`);
    await counting.outbound.stop();
    const { hour_successes, last_success_at, failure_rate } = await there.row();
    assert.deepEqual([hour_successes, failure_rate], [100, 0]);
    assert.ok(last_success_at);
  });

  test("of an hour and the one before is kept, older is forgotten", async () => {
    const there = await place(fails);
    const shift = (hours: number) =>
      execute(
        tables.adminUrl,
        "update plinth.destinations set hour = hour - $2 * interval '1 hour' where id = $1",
        [there.id, hours],
      );
    await times(3, () => there.call(startProcess()));
    await shift(1);
    there.behave = works;
    await there.call(startProcess());
    const { hour_successes, hour_failures, earlier_failures, failure_rate } = await there.row();
    assert.deepEqual([hour_successes, hour_failures, earlier_failures, failure_rate], [1, 0, 3, 75]);
    await shift(2);
    const last = startProcess();
    await there.call(last);
    await last.outbound.stop();
    const later = await there.row();
    assert.deepEqual([later.hour_successes, later.earlier_successes, later.failure_rate], [1, 0, 0]);
  });

  test("written late does not hide failures that came in between", async () => {
    const there = await place(works);
    const slow = startProcess();
    await there.call(slow);
    there.behave = fails;
    await times(4, () => there.call(startProcess()));
    await slow.outbound.stop();
    assert.equal((await there.row()).failures, 4);
  });
});

describe("a destination", () => {
  test("that is paused is not called, and after a pause the one that failed is probed first", async () => {
    const there = await opened(() => undefined);
    await deed((tx) => pauseDestination(tx, there.id, "they move house"));
    const refused = await there.refusal(startProcess());
    assert.deepEqual([refused.code, refused.retryable, refused.retryAfterMs], ["paused", true, 60_000]);
    assert.equal(there.hits, 0);
    await deed((tx) => resumeDestination(tx, there.id));
    assert.deepEqual([(await there.row()).breaker, (await there.row()).openings], ["open", 0]);
    const probing = there.call(startProcess());
    await until("the probe to arrive", () => there.hits === 1);
    assert.equal(await there.call(startProcess()), "breaker_open");
    there.waiting[0]?.(answer(200));
    assert.equal(await probing, "200");
  });

  test("that is paused while somebody is about to probe it is not probed", async () => {
    const there = await opened(works);
    const outbound = createOutbound({
      database: {
        async system<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]> {
          const rows = await database.system<Row>(statement);
          await deed((tx) => pauseDestination(tx, there.id, "just now"));
          return rows;
        },
        systemTransaction: database.systemTransaction,
      },
      ...{ logger: createLogger("silent"), allow: ["127.0.0.1"] },
    });
    after(() => outbound.stop());
    assert.equal(await there.call({ outbound, statements: () => 0 }), "breaker_open");
    assert.equal(there.hits, 0);
  });

  test("keeps its health and its pause when what is said of it changes", async () => {
    const there = await place(fails);
    await there.call(startProcess());
    await deed(async (tx) => {
      await pauseDestination(tx, there.id, "because");
      await saveDestination(tx, { id: there.id, kind: "other", concurrency: 9, perMinute: 60 });
    });
    const [row] = await execute(
      tables.adminUrl,
      "select kind, concurrency, per_minute, paused_because, failures from plinth.destinations where id = $1",
      [there.id],
    );
    assert.deepEqual(row, {
      kind: "other",
      concurrency: 9,
      per_minute: 60,
      paused_because: "because",
      failures: 1,
    });
  });

  test("that is gone is called without a breaker", async () => {
    const there = await place(fails);
    await deed((tx) => removeDestination(tx, there.id));
    assert.deepEqual(await times(7, () => there.call(one)), Array(7).fill("503"));
  });

  test("of another organization is out of reach", async () => {
    const there = await place(works);
    await database.transaction(organizationContext(randomUUID()), async (tx) => {
      await pauseDestination(tx, there.id, "mischief");
      await removeDestination(tx, there.id);
    });
    assert.equal(await there.call(startProcess()), "200");
  });
});

test("a database that is away makes no answer a failure", async () => {
  const there = await place(fails);
  const broken = createOutbound({
    database: { system: database.system, systemTransaction: () => Promise.reject(new Error("gone")) },
    ...{ logger: createLogger("silent"), allow: ["127.0.0.1"] },
  });
  after(() => broken.stop());
  assert.equal(await there.call({ outbound: broken, statements: () => 0 }), "503");
});
