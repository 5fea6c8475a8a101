// alone: its database ends with the first file that asked for it
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import {
  database,
  deed,
  fails,
  opened,
  organizationId,
  place,
  startProcess,
  times,
  works,
} from "#harness/destinations";
import { figureOf } from "#harness/figures";
import { answer } from "#harness/hostile-server";
import { until } from "#harness/until";
import { createLogger } from "#platform/telemetry";
import type { BreakerChange, OnBreaker } from "./breaker.ts";
import { createOutbound } from "./create-outbound.ts";
import { saveDestination } from "./destinations.ts";

const one = startProcess();

describe("a breaker", () => {
  test("opens after five failures in a row, for every process, and nobody calls until it is time", async () => {
    const [one, another] = [startProcess(), startProcess()];
    const { call, refusal, row, destination, ...there } = await place(fails);
    assert.deepEqual(await times(4, () => call(one)), Array(4).fill("503"));
    assert.equal((await row()).breaker, "closed");
    assert.deepEqual(await times(4, () => call(one)), [
      "503",
      "breaker_open",
      "breaker_open",
      "breaker_open",
    ]);
    const refused = await refusal(another);
    assert.deepEqual([refused.code, refused.retryable], ["breaker_open", true]);
    assert.ok(
      (refused.retryAfterMs ?? 0) > 3_000 && (refused.retryAfterMs ?? 0) <= 6_000,
      `${refused.retryAfterMs}`,
    );
    const { breaker, failures, openings, last_failure } = await row();
    assert.deepEqual(
      { breaker, failures, openings, last_failure },
      { breaker: "open", failures: 5, openings: 1, last_failure: "bad_answer" },
    );
    assert.deepEqual(destination, { organizationId, id: there.id });
  });

  test("counts failures of all processes together, and a success of any begins anew", async () => {
    const there = await place(fails);
    const processes = [startProcess(), startProcess()] as const;
    await times(2, () => there.call(processes[0]));
    await times(2, () => there.call(processes[1]));
    assert.equal((await there.row()).failures, 4);
    there.behave = works;
    assert.equal(await there.call(processes[1]), "200");
    assert.equal((await there.row()).failures, 0);
    there.behave = fails;
    await times(4, () => there.call(processes[0]));
    assert.equal((await there.row()).breaker, "closed");
  });

  test("opens for those who hang and those who are gone, not for those who say no", async () => {
    const silent = await place(() => undefined);
    assert.deepEqual(await times(6, () => silent.call(one, { timeoutMs: 60 })), [
      ...Array(5).fill("timeout"),
      "breaker_open",
    ]);
    const refusing = await place(() => answer(422));
    assert.deepEqual(await times(6, () => refusing.call(one)), Array(6).fill("422"));
    const elsewhere = await place(() => answer(301, "", { location: "/" }));
    assert.deepEqual(await times(6, () => elsewhere.call(one)), Array(6).fill("redirected"));
    const { breaker, failures, hour_failures, last_failure, failure_rate } = await elsewhere.row();
    assert.deepEqual(
      { breaker, failures, hour_failures, last_failure, failure_rate },
      { breaker: "closed", failures: 0, hour_failures: 6, last_failure: "redirected", failure_rate: 100 },
    );
  });

  test("is asked of the database once, while what is known of it is not older than a second", async () => {
    const there = await place(works);
    const remembered = 'plinth_cache_hits_total{cache="breakers"}';
    const before = await figureOf(remembered);
    await times(4, () => there.call(one));
    assert.ok((await figureOf(remembered)) > before);
  });

  test("does not open for what was never sent", async () => {
    const there = await place(fails);
    await times(4, () => there.call(one));
    const strict = createOutbound({ database, logger: createLogger("silent"), allow: [] });
    after(() => strict.stop());
    const call = { destination: there.destination, method: "GET", url: "https://127.0.0.1/" };
    for (let i = 0; i < 6; i++) await assert.rejects(strict.call(call), { code: "refused_address" });
    const { breaker, failures, last_failure } = await there.row();
    assert.deepEqual([breaker, failures, last_failure], ["closed", 4, "refused_address"]);
  });

  test("waits as long as the other side asked for, up to ten minutes", async () => {
    const there = await place(() => answer(429, "", { "retry-after": "90" }));
    await times(5, () => there.call(one));
    assert.ok(Math.abs(Number((await there.row()).wait_s) - 90) < 10);
    const patient = await place(() => answer(503, "", { "retry-after": "86400" }));
    await times(5, () => patient.call(one));
    assert.ok(Math.abs(Number((await patient.row()).wait_s) - 600) < 10);
  });
});

describe("the probe", () => {
  test("is one call at a time over all processes, and its success lets everybody through", async () => {
    const there = await opened(() => undefined);
    const processes = Array.from({ length: 4 }, () => startProcess());
    const rivals = processes.flatMap((each) => Array.from({ length: 5 }, () => there.call(each)));
    const refused = await until("all but one to be refused", async () => {
      const settled = await Promise.all(
        rivals.map((rival) => Promise.race([rival, Promise.resolve("open")])),
      );
      return settled.filter((outcome) => outcome === "breaker_open").length === 19;
    });
    assert.ok(refused);
    assert.equal(there.hits, 1);
    assert.equal((await there.row()).breaker, "half_open");
    there.behave = works;
    for (const reply of there.waiting) reply(answer(200));
    await Promise.all(rivals);
    const { breaker, failures, openings, opened_at, retry_at, probe } = await there.row();
    assert.deepEqual(
      { breaker, failures, openings, opened_at, retry_at, probe },
      { breaker: "closed", failures: 0, openings: 0, opened_at: null, retry_at: null, probe: null },
    );
    assert.deepEqual(
      await Promise.all(processes.map(() => there.call(startProcess()))),
      Array(4).fill("200"),
    );
  });

  test("that fails opens it for twice as long, up to ten minutes", async () => {
    const there = await opened(fails);
    const since = (await there.row()).opened_at;
    for (const expected of [10, 20, 40, 80, 160, 320, 600, 600]) {
      assert.equal(await there.call(startProcess()), "503");
      const { wait_s, opened_at, breaker } = await there.row();
      assert.ok(
        Number(wait_s) > expected * 0.75 && Number(wait_s) <= Math.min(expected * 1.2, 600),
        `${wait_s}`,
      );
      assert.deepEqual([breaker, opened_at], ["open", since]);
      await there.due();
    }
  });

  test("that dies is followed by another one when its lease ends, and decides nothing any more", async () => {
    const there = await opened(() => undefined);
    const dead = there.call(startProcess());
    await until("the first probe to arrive", () => there.hits === 1);
    assert.equal(await there.call(startProcess()), "breaker_open");
    await there.due("probing_until");
    const next = there.call(startProcess());
    await until("the second probe to arrive", () => there.hits === 2);
    there.waiting[0]?.(answer(200));
    assert.equal(await dead, "200");
    assert.equal((await there.row()).breaker, "half_open");
    there.waiting[1]?.(answer(503));
    assert.equal(await next, "503");
    assert.equal((await there.row()).breaker, "open");
  });

  test("whose caller lost interest gives its turn back", async () => {
    const there = await opened(() => undefined);
    const stopping = new AbortController();
    const called = there.call(startProcess(), { signal: stopping.signal });
    await until("the probe to arrive", () => there.hits === 1);
    stopping.abort(new Error("stop"));
    assert.equal(await called, "Error: stop");
    there.behave = works;
    assert.equal(await there.call(startProcess()), "200");
  });

  test("whose process stops gives its turn back, and an ordinary call that is cut off counts for nothing", async () => {
    const there = await opened(() => undefined);
    const prober = startProcess();
    const cut = there.call(prober);
    await until("the probe to arrive", () => there.hits === 1);
    await prober.outbound.stop();
    assert.equal(await cut, "unreachable");
    const { breaker, failures, openings } = await there.row();
    assert.deepEqual([breaker, failures, openings], ["open", 5, 1]);
    there.behave = works;
    assert.equal(await there.call(startProcess()), "200");
    there.behave = () => undefined;
    const ordinary = startProcess();
    const called = there.call(ordinary);
    await until("the call to arrive", () => there.hits === 3);
    await ordinary.outbound.stop();
    assert.equal(await called, "unreachable");
    assert.equal((await there.row()).failures, 0);
  });

  test("that leads to an address which must not be called opens it again, one that is sent elsewhere closes it", async () => {
    const gone = await opened(works);
    const strict = createOutbound({ database, logger: createLogger("silent"), allow: [] });
    after(() => strict.stop());
    const call = { destination: gone.destination, method: "GET", url: "https://127.0.0.1/" };
    await assert.rejects(strict.call(call), { code: "refused_address" });
    assert.equal((await gone.row()).breaker, "open");
    const moved = await opened(() => answer(307, "", { location: "/" }));
    assert.equal(await moved.call(startProcess()), "redirected");
    assert.equal((await moved.row()).breaker, "closed");
  });

  test("decides alone: calls from before the breaker opened neither close it nor keep it open for longer", async () => {
    const there = await place(() => undefined);
    const early = [there.call(one), there.call(one)];
    await until("both to arrive", () => there.hits === 2);
    there.behave = fails;
    await times(5, () => there.call(startProcess()));
    const { retry_at } = await there.row();
    there.waiting[0]?.(answer(503));
    there.waiting[1]?.(answer(200));
    assert.deepEqual(await Promise.all(early), ["503", "200"]);
    const after = await there.row();
    assert.deepEqual([after.breaker, after.retry_at], ["open", retry_at]);
  });
});

describe("whoever wants to know of it", () => {
  test("is told in the transaction of the change, once by whoever made it", async () => {
    const changes: BreakerChange[] = [];
    const seen: unknown[] = [];
    const owner = randomUUID();
    const listening: OnBreaker = async (tx, change) => {
      const row = {
        text: "select breaker from plinth.destinations where id = $1",
        values: [change.id],
        name: undefined,
      };
      seen.push(...(await tx.query(row)));
      changes.push(change);
    };
    const there = await place(fails);
    await deed((tx) => saveDestination(tx, { id: there.id, kind: "thing", ownerUserId: owner }));
    const processes = [startProcess(listening), startProcess(listening)] as const;
    await Promise.all(processes.map((each) => times(5, () => there.call(each))));
    await there.due();
    assert.equal(await there.call(startProcess(listening)), "503");
    await there.due();
    there.behave = works;
    assert.equal(await there.call(startProcess(listening)), "200");
    assert.deepEqual(
      changes.map(({ was, breaker }) => `${was} → ${breaker}`),
      ["closed → open", "half_open → open", "half_open → closed"],
    );
    assert.deepEqual(seen, [{ breaker: "open" }, { breaker: "open" }, { breaker: "closed" }]);
    assert.equal(new Set(changes.map(({ openedAt }) => openedAt.getTime())).size, 1);
    const [first] = changes;
    assert.deepEqual(
      { ...first, openedAt: undefined },
      {
        ...{
          organizationId,
          id: there.id,
          kind: "thing",
          was: "closed",
          breaker: "open",
          openedAt: undefined,
        },
        ...{ failures: 5, lastFailure: "bad_answer", ownerUserId: owner },
      },
    );
  });

  test("undoes nothing by failing", async () => {
    const failing: OnBreaker = async (tx) => {
      await tx.query({ text: "select 1 / 0", values: [], name: undefined });
    };
    const there = await opened(works, failing);
    assert.equal(await there.call(startProcess(failing)), "200");
    assert.equal((await there.row()).breaker, "closed");
  });
});
