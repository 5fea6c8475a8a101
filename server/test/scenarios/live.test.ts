/** The feed as it happens: three doors to one stream, each reader's own. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { startInstance } from "#harness/instance";
import { assertContiguous, type Listener, listenBySocket, listenBySse, type Told } from "#harness/live";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { relayed } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const heard = (listener: Listener, id: string) =>
  until(`to hear of ${id}`, () => listener.events.find(({ subject }) => subject.id === id));
const subjects = (events: readonly Told[]) => events.map(({ subject }) => subject.id);

test("what happens comes through every door, with the same words, numbers and cursors", async () => {
  const s = await shop(t);
  const wish = { key: s.key, after: "0" };
  const [sse, socket] = [await listenBySse(t.url, wish), await listenBySocket(t.url, wish)];
  const made = [await s.customer(), await s.product(), await s.customer()];
  for (const listener of [sse, socket]) await heard(listener, made[2] ?? "");
  const { data, next_cursor } = (await s.get("/v1/events?limit=200")).json;
  assert.deepEqual(sse.events, data);
  assert.deepEqual(socket.events, data);
  assertContiguous(data, 1);
  assert.deepEqual(subjects(data).slice(-3), made);
  assert.deepEqual([sse.cursor(), socket.cursor()], [next_cursor, next_cursor]);
  for (const listener of [sse, socket]) listener.close();
});

test("one may fall from any door to any other, and go on at another process: nothing is missed, nothing comes twice", async () => {
  const s = await shop(t);
  const member = await testPerson(t, { organization: s.organization, role: "sales" });
  const other = await startInstance(t.database);
  for (const key of [s.key, member.token]) {
    const events: Told[] = [];
    await relayed(t.database.adminUrl);
    let after = (await t.ask("GET", "/v1/events?after=now", { key })).json.next_cursor;
    const made: string[] = [];
    for (const door of ["sse", "socket", "poll", "sse at another", "poll at another", "socket at another"]) {
      made.push(await s.customer()); // while nobody listens
      const url = door.endsWith("another") ? other.url : t.url;
      if (door.startsWith("poll")) {
        const [last] = [await s.customer()];
        made.push(last);
        await until("both", async () => {
          const page = (await (
            await fetch(`${url}/v1/events?after=${after}&wait=5`, {
              headers: { authorization: `Bearer ${key}` },
            })
          ).json()) as { data: Told[]; next_cursor: string | null };
          events.push(...page.data);
          after = page.next_cursor ?? after;
          return subjects(events).includes(last);
        });
        continue;
      }
      const listener = await (door.startsWith("sse") ? listenBySse : listenBySocket)(url, { key, after });
      made.push(await s.customer());
      await heard(listener, made.at(-1) ?? "");
      listener.close();
      await listener.ended;
      events.push(...listener.events);
      after = listener.cursor();
    }
    assert.deepEqual(subjects(events), made);
    assertContiguous(events);
  }
  await other.close();
});

describe("everybody hears what is theirs", () => {
  test("a buyer of their company's, in numbers that say nothing of the others", async () => {
    const s = await shop(t);
    const [own, foreign] = [await s.customer(), await s.customer()];
    const product = await s.product();
    await s.receive(product, 100);
    const buyer = await buyerFor(t, s, own);
    const key = buyer.token;
    const listeners = [await listenBySse(t.url, { key }), await listenBySocket(t.url, { key })];
    const orders: string[] = [];
    for (const customer of [foreign, own, foreign, own])
      orders.push((await s.place(customer, [{ product_id: product, quantity: 1 }])).json.id);
    const later = await s.product();
    for (const listener of listeners) {
      await heard(listener, later);
      const own = listener.events.filter(({ type }) => type === "order.placed");
      assert.deepEqual(subjects(own), [orders[1], orders[3]]);
      assertContiguous(listener.events, 1);
      assert.ok(listener.events.every(({ subject }) => ["order", "product"].includes(subject.type)));
      assert.doesNotMatch(JSON.stringify(listener.events), new RegExp([foreign, s.organization].join("|")));
      assert.doesNotMatch(listener.cursor(), /^\d+$/);
      listener.close();
    }
    const { data } = (await t.ask("GET", "/v1/events?limit=200", { key })).json;
    assert.ok(subjects(data).includes(own), "their own company is theirs");
    assert.ok(!subjects(data).includes(foreign));
  });

  test("only what a topic names, as long as it is subscribed", async () => {
    const s = await shop(t);
    const [one, two] = [await s.customer(), await s.customer()];
    await relayed(t.database.adminUrl);
    const listener = await listenBySocket(t.url, { key: s.key, topics: `products,customers/${one}` });
    const touch = (id: string) =>
      s.ask("PATCH", `/v1/customers/${id}`, {
        body: { name: `New ${Math.random()}` },
        headers: { "if-match": "*" },
      });
    await touch(two);
    await touch(one);
    const product = await s.product();
    await heard(listener, product);
    assert.deepEqual(subjects(listener.events), [one, product]);
    assertContiguous(listener.events, 1);

    listener.say({ type: "unsubscribe", topics: ["products"], id: "a" });
    listener.say({ type: "subscribe", topics: [`customers/${two}`], id: "b" });
    await until("both answers", () => listener.said.filter(({ type }) => type === "subscribed").length === 2);
    assert.deepEqual(listener.said.at(-1), {
      type: "subscribed",
      topics: [`customers/${one}`, `customers/${two}`],
      id: "b",
    });
    await s.product();
    await touch(two);
    await heard(listener, two);
    assert.deepEqual(subjects(listener.events), [one, product, two]);
    assertContiguous(listener.events, 1);

    listener.say({ type: "ping", id: "c" });
    await until("the pong", () => listener.said.some(({ type, id }) => type === "pong" && id === "c"));
    for (const [message, code] of [
      [{ type: "subscribe", topics: ["things"] }, "unknown_parameter"],
      [{ type: "subscribe", topics: "orders" }, "invalid_input"],
      [{ type: "publish" }, "invalid_input"],
    ] as const) {
      const before = listener.said.length;
      listener.say(message);
      await until("a refusal", () => listener.said.length > before);
      assert.deepEqual([listener.said.at(-1)?.type, listener.said.at(-1)?.code], ["error", code]);
    }
    listener.close();
  });
});

describe("rights that are lost are felt within a second", () => {
  const withinASecond = async (what: string, ended: Promise<string>) => {
    const startedAt = performance.now();
    const code = await ended;
    assert.ok(performance.now() - startedAt < 1_000, `${what} took ${performance.now() - startedAt} ms`);
    return code;
  };

  test("a key that is revoked ends its streams", async () => {
    const s = await shop(t);
    const secret = await t.keyFor(s.organization, "sales");
    const { id } = (await t.ask("GET", "/v1/me", { key: secret })).json.actor;
    const [sse, socket] = [
      await listenBySse(t.url, { key: secret }),
      await listenBySocket(t.url, { key: secret }),
    ];
    const owner = await testPerson(t, { organization: s.organization });
    const revoked = await owner.ask("POST", `/v1/api_keys/${id}/revoke`);
    assert.equal(revoked.status, 200, revoked.text);
    assert.equal(await withinASecond("SSE", sse.ended), "unauthenticated");
    assert.equal(await withinASecond("a socket", socket.ended), "4401");
  });

  test("a role that allows less narrows the stream, and ends it where it was promised more", async () => {
    const s = await shop(t);
    const member = await testPerson(t, { organization: s.organization, role: "admin" });
    const key = member.token;
    const whole = await listenBySocket(t.url, { key });
    const some = await listenBySocket(t.url, { key, topics: "customers" });
    const tags = await listenBySse(t.url, { key, topics: "api_keys,products" });
    const body = { role: "warehouse" };
    const changed = await s.ask("PATCH", `/v1/members/${member.id}`, { body, headers: { "if-match": "*" } });
    assert.equal(changed.status, 200, changed.text);
    assert.equal(await withinASecond("the whole feed", whole.ended), "4403");
    assert.equal(await withinASecond("customers", some.ended), "4403");
    assert.equal(await withinASecond("keys", tags.ended), "rights_changed");
  });
});

describe("what is no stream", () => {
  test("426, 400, 401, 403: a handshake that cannot be is refused with a problem", async () => {
    const s = await shop(t);
    assertProblem(await s.get("/v1/events/socket"), 426, "upgrade_required");
    for (const [path, status, code] of [
      ["/v1/events/stream?since=1", 400, "unknown_parameter"],
      ["/v1/events/stream?topics=things", 400, "unknown_parameter"],
      ["/v1/events/stream?after=x", 400, "unknown_parameter"],
      ["/v1/events/stream?after=99999999", 410, "resync_required"],
    ] as const)
      assertProblem(await s.get(path), status, code);
    assertProblem(await t.ask("GET", "/v1/events/stream"), 401, "unauthenticated");
    const key = await t.keyFor(s.organization, "warehouse");
    assertProblem(await t.ask("GET", "/v1/events/stream?topics=customers", { key }), 403, "forbidden");
    await assert.rejects(listenBySocket(t.url, { key: "plk_none" }), /refused with 401/);
    await assert.rejects(listenBySocket(t.url, { key, topics: "customers" }), /refused with 403/);
  });
});

test("a proxy that speaks HTTP/1.0 is sent the stream as it is, without chunks", async () => {
  const s = await shop(t);
  const { hostname, port } = new URL(t.url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  socket.write(
    `GET /v1/events/stream HTTP/1.0\r\nHost: ${hostname}\r\nAuthorization: Bearer ${s.key}\r\n\r\n`,
  );
  await until("the stream to begin", () => text.includes("\nid: "));
  const made = await s.customer();
  await until("the event", () => text.includes(made) && text.endsWith("\n\n"));
  assert.match(text, /^HTTP\/1\.1 200/);
  assert.doesNotMatch(text, /transfer-encoding/i);
  const [, body = ""] = text.split("\r\n\r\n");
  assert.doesNotMatch(body, /\r/);
  assert.match(body, /\n\nid: \d+\ndata: \{"id":/);
  socket.destroy();
});

test("a server that stops says so at once, and whoever comes back has missed nothing", async () => {
  const s = await shop(t);
  const other = await startInstance(t.database);
  const [sse, socket] = [await listenBySse(other.url, s), await listenBySocket(other.url, s)];
  const first = await s.customer();
  for (const listener of [sse, socket]) await heard(listener, first);
  const startedAt = performance.now();
  await other.close();
  assert.deepEqual([await sse.ended, await socket.ended], ["restarting", "1012"]);
  assert.ok(performance.now() - startedAt < 3_000);
  const between = await s.customer();
  for (const [before, listen] of [
    [sse, listenBySse],
    [socket, listenBySocket],
  ] as const) {
    const again = await listen(t.url, { key: s.key, after: before.cursor() });
    await heard(again, between);
    assert.deepEqual(subjects([...before.events, ...again.events]).slice(-2), [first, between]);
    assertContiguous([...before.events, ...again.events]);
    again.close();
  }
});
