/** An endpoint is told everything, in order, under numbers without a hole, whatever it and we do in between. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Webhook } from "standardwebhooks";
import type { Trouble } from "#fakes/receiver";
import { startInstance } from "#harness/instance";
import { assertProblem } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";
import { assertInOrder, assertWatermark, hourMs, numbersOf, upTo, webhookStage } from "#harness/webhooks";
import { type Statement, type SystemTx, sql } from "#platform/db";
import { numberDeliveries } from "./delivery.subscriptions.ts";
import { deliver } from "./jobs.ts";

const stage = await webhookStage();
const { t, s, adminUrl, receiver, clock, now, turn, learn } = stage;
const { read, does, remove, deliveries, complete, products, change, jobsOf } = stage;
const endpoint = (wish: object = {}) => stage.endpoint(wish);

describe("a webhook", () => {
  test("is signed so that the official library verifies it, and carries the event as the feed shows it", async () => {
    const e = await endpoint({ description: "The first." });
    const [product] = await products(1);
    const [got] = await until(
      "it to be told",
      () => receiver.taken(e.path).length === 1 && receiver.taken(e.path),
    );
    assert.ok(got);
    const heard = new Webhook(e.secret).verify(got.body, got.headers) as Record<string, unknown>;
    const { timestamp, ...event } = heard;
    const feed = (await s.get(`/v1/events?after=${Number(event.seq) - 1}&limit=1`)).json.data;
    assert.deepEqual([event], feed);
    assert.equal(timestamp, event.occurred_at);
    assert.deepEqual([got.id, got.number, (event.subject as { id: string }).id], [event.id, 1, product]);
    assert.throws(() => new Webhook(e.secret).verify(`${got.body} `, got.headers));

    const [delivered] = await until("the delivery to be written", async () => {
      const all = await deliveries(e, "&status=delivered&expand=log");
      return all.length === 1 && all;
    });
    const { body, log, ...rest } = delivered;
    assert.deepEqual(body, heard);
    assert.deepEqual([rest.number, rest.event_id, rest.attempts, rest.answer_status], [1, got.id, 1, 204]);
    assert.deepEqual([log.length, log[0].url, log[0].answer_status], [1, receiver.url + e.path, 204]);
    assert.equal(log[0].request_headers["webhook-id"], got.id);
    assert.ok(!JSON.stringify(delivered).includes(got.headers["webhook-signature"] ?? ""));
    const shown = await read(e);
    assert.ok(!JSON.stringify(shown).includes(e.secret) && shown.secret === undefined);
    const { audit } = await trailOf(adminUrl, e.id);
    assert.ok(!JSON.stringify(audit).includes(e.secret.slice(6, 20)));
    await remove(e);
  });

  test("tells of what happens behind the making of its endpoint, and of what it listens to", async () => {
    await s.customer();
    const e = await endpoint({ events: ["customer.*", "product.deleted"] });
    await products(2);
    await s.customer();
    await does(e, "test");
    await complete(e, 2);
    const inOrder = receiver.taken(e.path).toSorted((a, b) => a.number - b.number); // they are about two objects
    const types = inOrder.map(({ body }) => JSON.parse(body).type);
    assert.deepEqual(types, ["customer.created", "webhook.test"]);
    await remove(e);
  });
});

test("everything arrives, in order, over failures, pauses, a rotation, and processes that come and go", async () => {
  const e = await endpoint({ pauses_after_hours: 720 });
  const troubles: Trouble[] = [
    "reset",
    "reset_after_taking",
    { status: 500 },
    "slow",
    { status: 404 },
    "huge",
  ];
  let requests = 0;
  receiver.misbehave(() => (++requests % 4 === 0 ? troubles[(requests / 4) % troubles.length] : undefined));
  const ids = await products(12);
  const round = (version: number) =>
    Promise.all(
      ids.map(async (id) => {
        const answer = await change(id, version);
        assert.equal(answer.status, 200, answer.text);
      }),
    );
  const other = await startInstance(t.database, { clock });
  await round(1);
  await does(e, "pause", { because: "A night's rest." });
  await round(2);
  await until("all to be numbered", async () => (await read(e)).progress.last_number === 36);
  await does(e, "resume");
  const rotated = await does(e, "rotate");
  receiver.knows(rotated.secret); // and nothing older
  await round(3);
  await other.close();
  await round(4);
  await complete(e, 60);

  const taken = receiver.taken(e.path);
  assert.deepEqual(numbersOf(taken), upTo(60));
  assertInOrder(taken);
  assertWatermark(receiver.log.filter(({ path }) => path === e.path));
  const feed = (await s.get("/v1/events?limit=200")).json.data as { id: string; subject: { id: string } }[];
  const wanted = feed.filter(({ subject }) => ids.includes(subject.id)).map(({ id }) => id);
  assert.deepEqual(new Set(taken.map(({ id }) => id)), new Set(wanted));
  const list = await until("all to be written", async () => {
    const all = await deliveries(e, "&status=delivered");
    return all.length === 60 && all;
  });
  assert.deepEqual(
    list.map(({ number }: { number: number }) => number),
    upTo(60),
  );
  learn(rotated.secret);
  await remove(e);
});

test("while a secret is replaced both sign, and the older one no longer once it has retired", async () => {
  const e = await endpoint();
  const rotated = await does(e, "rotate", { overlap_hours: 2 });
  const told = async (...known: string[]) => {
    receiver.knows(...known);
    const before = receiver.log.length;
    await products(1);
    const { fitting, headers } = await until("it to be told", () => receiver.log[before]);
    return [fitting, headers["webhook-signature"]?.split(" ").length];
  };
  assert.deepEqual(await told(e.secret, rotated.secret), [2, 2]);
  assert.deepEqual(await told(e.secret), [1, 2]);
  turn(2 * hourMs);
  assert.deepEqual(await told(rotated.secret), [1, 1]);
  const { secret, retire_at } = await does(e, "rotate", { overlap_hours: 0 });
  assert.deepEqual([retire_at, await told(secret)], [null, [1, 1]]);
  learn(secret);
  await remove(e);
});

test("a backlog is taken up in order, and no more of it at once than has room", async () => {
  const e = await endpoint({ concurrency: 8, pauses_after_hours: 720 });
  await does(e, "pause");
  await products(430);
  await until("all to be numbered", async () => (await read(e)).progress.last_number === 430);
  assert.deepEqual([await jobsOf(e), (await read(e)).progress.opened_up_to], [0, 0]);

  receiver.misbehave(() => ({ status: 503 }));
  await does(e, "resume");
  await until("it to fail", async () => (await read(e)).health.breaker === "open");
  await products(3);
  await until("these to be numbered", async () => (await read(e)).progress.last_number === 433);
  assert.equal(await jobsOf(e), 200);

  receiver.misbehave(undefined);
  await complete(e, 433);
  const taken = receiver.taken(e.path);
  assert.equal(taken.length, 433);
  assertInOrder(taken);
  assertWatermark(receiver.log.filter(({ path }) => path === e.path));
  await remove(e);
});

describe("a replay", () => {
  test("tells of a range again, in order, under the numbers and ids that it had, and then of what is new", async () => {
    const e = await endpoint();
    await products(12);
    await complete(e, 12);
    const first = receiver.taken(e.path);
    await until("all to be written", async () => (await deliveries(e, "&status=delivered")).length === 12);
    await does(e, "pause");
    await does(e, "replay", { from: 4, to: 9 });
    assertProblem(await s.post(`${e.at}/replay`, { from: 1 }), 409, "invalid_state");
    await products(2);
    await until("these to be numbered", async () => (await read(e)).progress.last_number === 14);
    await does(e, "resume");
    await until("all of it", () => receiver.taken(e.path).length === 20);
    const again = receiver.taken(e.path).slice(12);
    assert.deepEqual(numbersOf(again), [4, 5, 6, 7, 8, 9, 13, 14]);
    const idOf = new Map(first.map(({ number, id }) => [number, id]));
    for (const { number, id } of again.filter(({ number }) => number < 13))
      assert.equal(id, idOf.get(number));
    const [fourth] = await until("it to be written", async () => {
      const all = await deliveries(e, "&number=4&status=delivered&expand=log");
      return all[0]?.replays === 1 && all;
    });
    assert.deepEqual([fourth.attempts, fourth.log.length], [2, 2]);
    await remove(e);
  });

  test("tells again of what happened since a moment; 422: when nothing did, or what is asked for is no range", async () => {
    const e = await endpoint();
    await products(2);
    await complete(e, 2);
    turn(hourMs);
    const since = now().toISOString();
    await products(3);
    await complete(e, 5);
    await does(e, "replay", { since });
    await until("them again", () => receiver.taken(e.path).length === 8);
    assert.deepEqual(numbersOf(receiver.taken(e.path).slice(5)), [3, 4, 5]);
    await until("it to have ended", async () => (await read(e)).progress.opened_up_to === 5);
    for (const [body, pointer] of [
      [{}, "/from"],
      [{ from: 1, since }, "/from"],
      [{ since, to: 3 }, "/from"],
      [{ from: 3, to: 2 }, "/to"],
      [{ from: 6 }, "/from"],
      [{ since: "2999-01-01T00:00:00Z" }, "/since"],
    ] as const)
      assertProblem(await s.post(`${e.at}/replay`, body), 422, "invalid_input", { [pointer]: "range" });
    await remove(e);
  });
});

test("numbering for many endpoints, and sending and writing many deliveries, takes as many statements as for one", async () => {
  const endpoints = await Promise.all([1, 2, 3, 4].map(() => endpoint()));
  await products(3);
  for (const e of endpoints)
    await until("all to be written", async () => (await deliveries(e, "&status=delivered")).length === 3);
  const customer = await s.customer(); // which none of them listens to
  const system = t.app.database.system;
  const fact = await until("a fact that they are not told of", async () => {
    const [row] = await system<{ id: string; seq: number; subjectId: string }>(sql`
      select id, seq, subject_id as "subjectId" from plinth.events
       where organization_id = ${s.organization} and subject_id = ${customer}`);
    return row;
  });
  const deliveriesOf = (some: typeof endpoints) =>
    system<{ id: string; endpointId: string }>(
      sql`select id, endpoint_id as "endpointId" from deliveries where endpoint_id = any (${some.map(({ id }) => id)}::uuid[])`,
    );

  const subject = { type: "product", id: fact.subjectId, version: 1 };
  const of = { organizationId: s.organization, actor: "test", data: {}, occurredAt: now() };
  const events = [{ ...of, id: fact.id, pos: 1, seq: fact.seq, type: "product.created", subject }];
  const numbered = (listening: number) =>
    counted(async (tx) => {
      const silent = endpoints.slice(listening).map(({ id }) => id);
      await tx.query(sql`update webhook_progress set began_seq = null where id = any (${silent}::uuid[])`);
      await numberDeliveries.take(tx, events);
      const [row] = await tx.query<{ n: number }>(
        sql`select count(*)::int as n from plinth.jobs where state = 'ready' and destination_id is not null`,
      );
      assert.equal(row?.n, listening);
    });
  assert.equal(await numbered(4), await numbered(1));

  const organizationId = s.organization;
  const attempt = {
    startedAt: now(),
    url: receiver.url,
    requestHeaders: {},
    durationMs: 1,
    answerStatus: 204,
  };
  const written = async (some: typeof endpoints) => {
    const all = await deliveriesOf(some);
    const done = all.map(({ id: deliveryId, endpointId }) => ({
      organizationId,
      input: { delivery_id: deliveryId },
      prepared: {
        due: { organizationId, deliveryId, endpointId },
        attempt: { ...attempt, answerHeaders: null, answerBody: null },
      },
    }));
    const statements = await counted(async (tx) => {
      await deliver.gather?.(tx.query, done, now());
      await deliver.runAll?.(tx, done, now());
      const rows = await tx.query(
        sql`select from deliveries where attempts = 2 and endpoint_id = any (${some.map(({ id }) => id)}::uuid[])`,
      );
      assert.equal(rows.length, all.length);
    });
    return [all.length, statements];
  };
  const [[many, ofMany], [few, ofFew]] = [await written(endpoints), await written(endpoints.slice(0, 1))];
  assert.deepEqual([many, few, ofMany], [12, 3, ofFew]);
  for (const e of endpoints) await remove(e);
});

/** Runs it and undoes what it did. @returns how many statements it took */
async function counted(work: (tx: SystemTx) => Promise<void>): Promise<number> {
  let statements = 0;
  const undone = new Error("undone");
  const running = t.app.database.systemTransaction(async (tx) => {
    const query = <Row extends object>(statement: Statement) => {
      statements++;
      return tx.query<Row>(statement);
    };
    await work({ query });
    throw undone;
  });
  await assert.rejects(running, undone);
  return statements;
}
