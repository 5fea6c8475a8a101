/** Endpoints that do not work, that cannot be, and what people do with those that are. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";
import { assertInOrder, type Endpoint, hourMs, numbersOf, webhookStage } from "#harness/webhooks";

const stage = await webhookStage();
const { t, s, adminUrl, receiver, clock, turn, inTime, newPath } = stage;
const { read, does, remove, deliveries, complete, products, change, jobsOf } = stage;
const endpoint = (wish: object = {}) => stage.endpoint(wish);

describe("an endpoint that does not work", () => {
  const incidents = (e: Endpoint) =>
    execute(
      adminUrl,
      "select kind, times, because, owner_user_id, settled_at is not null as settled from plinth.inbox_items where subject_id = $1 and kind = 'endpoint_paused' order by id",
      [e.id],
    );

  test("is paused when it has failed for too long, its owner told once; resumed it gets all that it missed", async () => {
    const e = await endpoint({ pauses_after_hours: 30 });
    receiver.misbehave(() => "reset");
    await products(7);
    await until("it to fail", async () => (await read(e)).progress.failing_since !== null);
    turn(29 * hourMs);
    await inTime("a failure after 29 hours", async () => {
      return (await jobsOf(e, "attempts >= 2")) > 0;
    });
    assert.equal((await read(e)).status, "active");
    turn(hourMs);
    const paused = await inTime("it to be paused", async () => {
      const found = await read(e);
      return found.status === "paused" && found;
    });
    assert.match(paused.stopped_because, /failed for 30 hours/);
    assert.match(paused.stopped_by, /^system:/);
    const [{ because, ...incident } = {}, ...more] = await incidents(e);
    assert.deepEqual(
      [incident, more],
      [{ kind: "endpoint_paused", times: 1, owner_user_id: null, settled: false }, []],
    );
    assert.match(String(because), /failed for 30 hours/);
    const { events, audit } = await trailOf(adminUrl, e.id);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["webhook_endpoint.created", "webhook_endpoint.paused"],
    );
    assert.deepEqual(
      audit.map(({ action }) => action),
      ["webhook_endpoints.create", "webhook_endpoints.pause"],
    );

    receiver.misbehave(undefined);
    await products(2);
    const before = receiver.taken(e.path).length;
    assert.equal(before, 0);
    await does(e, "resume");
    await complete(e, 9);
    assertInOrder(receiver.taken(e.path));
    assert.deepEqual(
      (await incidents(e)).map(({ settled }) => settled),
      [true],
    );
    await until("it to be well", async () => (await read(e)).progress.failing_since === null);
    await remove(e);
  });

  test("is disabled when it says that it is gone; what happens is not kept for it, and no number is left out", async () => {
    const e = await endpoint();
    receiver.misbehave(() => "gone");
    await products(1);
    const disabled = await until("it to be disabled", async () => {
      const found = await read(e);
      return found.status === "disabled" && found;
    });
    assert.match(disabled.stopped_because, /410 Gone/);
    assert.equal((await incidents(e)).length, 1);
    const type = (await trailOf(adminUrl, e.id)).events.at(-1)?.type;
    assert.equal(type, "webhook_endpoint.disabled");
    receiver.misbehave(undefined);
    await products(4);
    const witness = await endpoint();
    await products(1);
    await complete(witness, 1); // the reader of the feed has come by
    assert.equal((await read(e)).progress.last_number, 1);
    await does(e, "resume");
    await products(1);
    await complete(e, 2);
    await Promise.all([remove(e), remove(witness)]);
  });

  test("does not hold up others, nor what is about other objects", async () => {
    const e = await endpoint({ pauses_after_hours: 720 });
    const well = await endpoint();
    const [stuck, free] = await products(2);
    await complete(e, 2);
    receiver.misbehave(({ path, body }) =>
      path === e.path && JSON.parse(body).subject.id === stuck ? { status: 400 } : undefined,
    );
    for (const id of [stuck, free]) for (const version of [1, 2]) await change(id, version);
    await until(
      "the others",
      () => receiver.taken(e.path).length === 4 && receiver.taken(well.path).length === 6,
    );
    assert.deepEqual(numbersOf(receiver.taken(e.path)), [1, 2, 5, 6]);
    assert.ok(!receiver.log.some(({ path, number }) => path === e.path && number === 4));

    // it is given up, and the next one about the same object has its turn
    await execute(
      adminUrl,
      "update plinth.jobs set most_attempts = attempts + 1 where destination_id = $1 and state = 'scheduled'",
      [e.id],
    );
    const [failed] = await inTime("it to be given up", async () => {
      const all = await deliveries(e, "&status=failed&expand=log");
      return all.length === 1 && all;
    });
    assert.deepEqual(
      [failed.number, failed.error_code, failed.error_detail],
      [3, "bad_answer", "It answered 400."],
    );
    assert.equal(failed.log.length, failed.attempts);
    receiver.misbehave(undefined);
    const next = await inTime("the next one", () =>
      receiver.taken(e.path).find(({ number }) => number === 4),
    );
    assert.equal(next.completeUpTo, 3);
    await does(e, "replay", { from: 3, to: 3 });
    await complete(e, 6);
    await until("it to be written", async () => (await deliveries(e, "&status=delivered")).length === 6);
    await Promise.all([remove(e), remove(well)]);
  });

  for (const [what, trouble, code, detail] of [
    [
      "sends us to another address",
      { status: 302, headers: { location: "http://169.254.169.254/" } },
      "redirected",
      /302/,
    ],
    [
      "sends us to a place of its own",
      { status: 307, headers: { location: "/elsewhere" } },
      "redirected",
      /307/,
    ],
    ["answers without end", "huge", "too_large", /262144 bytes/],
    ["closes the connection", "reset", "unreachable", /closed the connection/],
  ] as const)
    test(`is not followed and costs little where it ${what}: ${code}`, async () => {
      const e = await endpoint();
      receiver.misbehave(({ path }) => (path === "/elsewhere" ? "gone" : trouble));
      await products(1);
      const [failed] = await until("the failure to be written", async () => {
        const all = await deliveries(e, "&expand=log");
        return all[0]?.log.length === 1 && all;
      });
      assert.deepEqual([failed.status, failed.error_code], ["pending", code]);
      assert.match(failed.log[0].error_detail, detail);
      assert.ok(!receiver.log.some(({ path }) => path === "/elsewhere"));
      await remove(e);
    });
});

describe("an endpoint is not made or changed where", () => {
  const wish = { url: "https://hooks.example.com/", events: ["*"] };
  for (const [what, body, mistakes] of [
    ["its address is private", { ...wish, url: "https://10.0.0.1/" }, { "/url": "format" }],
    [
      "its address is the cloud's own",
      { ...wish, url: "https://[::ffff:169.254.169.254]/" },
      { "/url": "format" },
    ],
    [
      "there is a login in its address",
      { ...wish, url: "https://a:b@hooks.example.com/" },
      { "/url": "format" },
    ],
    ["its address is none", { ...wish, url: "hooks.example.com" }, { "/url": "format" }],
    ["its address is of another kind", { ...wish, url: "file:///etc/passwd" }, { "/url": "format" }],
    [
      "there are no such events",
      { ...wish, events: ["order.*", "orders.*", "order.flown"] },
      { "/events/1": "enum", "/events/2": "enum" },
    ],
    [
      "nobody like that looks after it",
      { ...wish, owner_user_id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60" },
      { "/owner_user_id": "not_found" },
    ],
  ] as const)
    test(`422: ${what}`, async () => {
      assertProblem(await s.post("/v1/webhook_endpoints", body), 422, "invalid_input", mistakes);
      const e = await endpoint();
      const patch = await s.ask("PATCH", e.at, { body, headers: { "if-match": '"1"' } });
      assertProblem(patch, 422, "invalid_input", mistakes);
      await remove(e);
    });

  test("422: it is not encrypted, and the operator has named no address of the house", async () => {
    const strict = await startInstance(t.database, { clock, outboundAllow: [] });
    for (const url of [`${receiver.url}/x`, "http://hooks.example.com/"]) {
      const answer = await strict.ask("POST", "/v1/webhook_endpoints", {
        key: s.key,
        body: { ...wish, url },
      });
      assertProblem(answer, 422, "invalid_input", { "/url": "format" });
    }
    await strict.close();
  });

  test("409: there are a hundred", async () => {
    const other = await shop(t, "Many GmbH");
    const text = `insert into webhook_endpoints (organization_id, url, events, secret_sealed)
                  select $1, 'https://hooks.example.com/' || n, '{*}', 'x' from generate_series(1, 100) n`;
    await execute(adminUrl, text, [other.organization]);
    assertProblem(await other.post("/v1/webhook_endpoints", wish), 409, "invalid_state");
  });
});

test("409: a verb that does not fit the endpoint's state; 412: somebody else changed it", async () => {
  const e = await endpoint();
  assertProblem(await s.post(`${e.at}/resume`), 409, "invalid_state");
  await does(e, "pause");
  for (const verb of ["pause", "test"]) assertProblem(await s.post(`${e.at}/${verb}`), 409, "invalid_state");
  for (const verb of ["resume", "rotate", "pause", "test", "replay"])
    assertProblem(await s.post(`${e.at}/${verb}`, {}, { "if-match": '"1"' }), 412, "stale_version");
  await remove(e);
});

test("200: what is changed is heeded: another address, other events; 204: what is removed is forgotten", async () => {
  const e = await endpoint();
  const moved = newPath();
  const body = {
    url: receiver.url + moved,
    events: ["product.updated"],
    per_minute: null,
    description: null,
  };
  const changed = await s.ask("PATCH", e.at, { body, headers: { "if-match": '"1"' } });
  assert.deepEqual([changed.status, changed.json.version, changed.json.url], [200, 2, body.url]);
  const [id] = await products(1);
  await s.ask("PATCH", `/v1/products/${id}`, { body: { name: "x" }, headers: { "if-match": '"1"' } });
  await until("it to be told at its new address", () => receiver.taken(moved).length === 1);
  assert.deepEqual(
    receiver.log.filter(({ path }) => path === e.path),
    [],
  );
  const { events } = await trailOf(adminUrl, e.id);
  assert.deepEqual(events.at(-1)?.data, { changed: ["url", "events"] });

  assert.equal((await remove(e)).status, 204);
  assertProblem(await s.get(e.at), 404, "not_found");
  await until("its deliveries to be gone", async () => {
    const left = await execute(adminUrl, "select from deliveries where endpoint_id = $1", [e.id]);
    return left.length === 0;
  });
});

test("deliveries are forgotten a month after they were finished; what waits is not", async () => {
  const e = await endpoint();
  await products(2);
  await complete(e, 2);
  await until("them to be written", async () => (await deliveries(e, "&status=delivered")).length === 2);
  await does(e, "pause");
  await products(1);
  await until("it to be numbered", async () => (await read(e)).progress.last_number === 3);
  const forget = (after: string) =>
    execute(
      adminUrl,
      `insert into plinth.jobs (organization_id, kind, queue, payload, most_attempts, unique_key)
       values ($1, 'retention.forget', 'default', '{}', 1, $2) returning id`,
      [s.organization, after],
    );
  const done = (key: string) =>
    until("it to be done", async () => {
      const rows = await execute(
        adminUrl,
        "select from plinth.jobs where unique_key = $1 and state = 'done'",
        [key],
      );
      return rows.length === 1;
    });
  const numbers = async () => (await deliveries(e)).map(({ number }: { number: number }) => number);
  turn(29 * 24 * hourMs);
  await forget("early");
  await done("early");
  assert.deepEqual(await numbers(), [1, 2, 3]);
  turn(48 * hourMs);
  await forget("late");
  await done("late");
  assert.deepEqual(await numbers(), [3]);
  await remove(e);
});
