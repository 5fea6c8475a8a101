/** A walk over everything that can be asked: rehearsed, done, read back, each answer held to the document. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { contractOf } from "#harness/contract";
import { type Request, requested, requests } from "#harness/every-action";
import { messages, resendSecret } from "#harness/every-incoming";
import { notificationOf } from "#harness/every-notifications-action";
import { withParameters } from "#harness/every-query";
import { execute } from "#harness/execute";
import { assertInvariants } from "#harness/invariants";
import { testPerson } from "#harness/people";
import { assertProblem } from "#harness/problems";
import { type Shop, shop } from "#harness/shop";
import { auditRows, trailOf } from "#harness/trail";
import { type Action, resourceOf } from "#platform/action";
import type { Resource } from "#platform/resource";

const t = await testApp({ leaving: { resendWebhookSecrets: [resendSecret] } });
const { adminUrl } = t.database;
const contract = contractOf(t.app);
const s = await shop(t);
const { actions, queries } = t.app;
const nouns = t.app.registry.resources.filter(({ path }) => path !== undefined);

/** Who has something of what is one human's: nobody else is shown any of it. */
const told = await testPerson(t, { organization: s.organization });
await notificationOf(t, s.organization, told.id);
const readerOf = (noun: Resource | undefined, key = told.token): { key?: string } =>
  typeof noun?.belongs === "object" && "person" in noun.belongs ? { key } : {};

/** What people do for themselves is in their own trail; of these it is not known whose it would be, and why. */
const untrailed: Record<string, string> = {
  "auth.register": "nobody is a user before the link was followed",
  "auth.begin_outside": "whoever sets out says nothing of themselves",
  "auth.offer_passkey": "whoever asks for a challenge says nothing of themselves",
  "invitations.preview": "whoever has the link may look, and is nobody yet",
};

/** A job does it, which the answer is: the facts are about each of the dead letters, as it comes by them. */
const doneLater = new Set(["dead_letters.replay_all", "dead_letters.discard_all"]);

/** What they make goes on by itself, and is another thing as soon as it is read: a mail leaves. */
const goesOn = new Set(["mails.resend"]);

/** Asks, and holds the answer to the document; what is somebody's stays out of every memory on the way. */
async function held(
  by: Shop,
  method: string,
  path: string,
  ask: Parameters<Shop["ask"]>[2] = {},
): Promise<Answer> {
  const answer = await by.ask(method, path, ask);
  assert.deepEqual(contract.complaints(method, path, answer), []);
  if (answer.status >= 400) assert.equal(answer.headers.get("cache-control"), "no-store");
  else assert.equal(answer.headers.get("vary"), "Authorization, Cookie, Plinth-Organization");
  return answer;
}

test("every verb has its request in the table, and no other is there", () => {
  assert.deepEqual(Object.keys(requests).sort(), actions.map(({ name }) => name).sort());
});

for (const action of actions) {
  test(`${action.name}: a rehearsal says what would happen and leaves no trace`, async () => {
    const { method, path, ...ask } = await requested(action.name, s, t);
    const answer = await leavesNoTrace(adminUrl, () => held(s, method, `${path}?dry_run=true`, ask));
    if (action.dryRun === false) return assertProblem(answer, 400, "dry_run_impossible");
    assert.equal(answer.status, action.status === 204 ? 204 : 200, answer.text);
    assert.equal(answer.headers.get("location"), null);
  });

  test(`${action.name}: done, the answer is as documented, and it is audited`, async () => {
    const request = await requested(action.name, s, t);
    const { method, path, ...ask } = request;
    const answer = await held(s, method, path, ask);
    assert.ok(answer.status >= 200 && answer.status < 300, answer.text);
    if (action.audience !== "organization") return await assertOwnTrail(action, answer);
    assert.equal(
      answer.headers.get("cache-control"),
      action.shows === undefined ? "private, no-cache" : "no-store",
    );
    await assertTrail(action, request, answer);
  });

  if (action.batch !== true) continue;
  test(`${action.name}: two at once are answered as documented; tried out they leave no trace`, async () => {
    const items = [await requested(action.name, s, t), await requested(action.name, s, t)];
    const path = `${items[0]?.path}/batch`;
    const body = { items: items.map((item) => item.body) };
    const tried = await leavesNoTrace(adminUrl, () => held(s, "POST", `${path}?dry_run=true`, { body }));
    assert.deepEqual([tried.status, tried.json?.data.length], [200, 2], tried.text);
    const answer = await held(s, "POST", path, { body });
    assert.deepEqual([answer.status, answer.json?.data.length], [200, 2], answer.text);
    assertProblem(await held(s, "POST", path, { body: { items: [] } }), 422, "invalid_input");
  });
}

for (const noun of nouns) {
  test(`${noun.path}: its list and its objects are as documented, plain, expanded, narrowed, and for every role`, async () => {
    const by = readerOf(noun);
    const list = await held(s, "GET", `/v1/${noun.path}?limit=200&count=exact`, by);
    assert.ok(list.json.data.length > 0, `there is no ${noun.name} to look at`);
    assert.ok(list.json.total >= list.json.data.length);
    const relations = Object.keys(noun.relations).filter((name) => name !== "lines");
    const expand = relations.length > 0 ? `?expand=${relations.join(",")}` : "";
    const colleague = await t.keyFor(s.organization, "integration");
    for (const { id } of list.json.data.slice(0, 20)) {
      await held(s, "GET", `/v1/${noun.path}/${id}`, by);
      const expanded = await held(s, "GET", `/v1/${noun.path}/${id}${expand}`, by);
      for (const name of relations) assert.ok(name in expanded.json, `${name} was expanded`);
      const narrow = await held(s, "GET", `/v1/${noun.path}/${id}?fields=version`, by);
      assert.deepEqual(Object.keys(narrow.json), ["id", "version"]);
      await held(s, "GET", `/v1/${noun.path}/${id}`, { key: colleague });
    }
    assertProblem(await held(s, "GET", `/v1/${noun.path}?colour=red`), 400, "unknown_parameter");
    assertProblem(
      await held(s, "GET", `/v1/${noun.path}/0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60`),
      404,
      "not_found",
    );
  });
}

test("orders expanded down to the product are as documented", async () => {
  const answer = await held(s, "GET", "/v1/orders?expand=customer,lines.product&limit=50");
  assert.equal(answer.status, 200);
  assert.ok(answer.json.data[0].lines[0].product.sku);
});

for (const { name, door, audience, csv } of queries) {
  test(`${name}: its answer is as documented`, async () => {
    const person = await testPerson(t, { organization: s.organization });
    const key = audience === "person" ? person.token : s.key;
    const by = readerOf(nouns.find((noun) => door.startsWith(`GET /v1/${noun.path}/{id}`)));
    const path = withParameters(name, await pathOf(door, by));
    const ask = audience === "public" ? {} : { key, ...by };
    const answer = await t.ask("GET", path, ask);
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual(contract.complaints("GET", path, answer), []);
    assertProblem(
      await held(s, "GET", `${path}${path.includes("?") ? "&" : "?"}colour=red`, ask),
      400,
      "unknown_parameter",
    );
    if (csv === undefined) return;
    const export_ = await t.ask("GET", path, { ...ask, headers: { accept: "text/csv" } });
    assert.match(export_.headers.get("content-type") ?? "", /^text\/csv/);
  });
}

/** With the id of an object that there is. */
async function pathOf(door: string, by: { key?: string }): Promise<string> {
  const path = door.slice("GET ".length);
  const [list = path, behind] = path.split("/{id}");
  if (behind === undefined) return path;
  const { json } = await s.ask("GET", `${list}?limit=1`, by);
  return `${list}/${json.data[0].id}${behind}`;
}

test("who am I is as documented for a program, a member, and a person without an organization", async () => {
  await held(s, "GET", "/v1/me");
  const member = await testPerson(t, { organization: s.organization, role: "sales" });
  await held(s, "GET", "/v1/me", { key: member.token });
  await held(s, "GET", "/v1/me", { key: (await testPerson(t)).token });
});

test("the feed is as documented", async () => {
  assert.ok((await held(s, "GET", "/v1/events?limit=200")).json.data.length > 50);
  await held(s, "GET", "/v1/events?after=999999");
});

for (const { name, door } of t.app.incoming) {
  test(`${name}: what is signed is taken in, and answered as documented`, async () => {
    const { method, path, ...ask } = await (messages[name]?.(s) ?? assert.fail(`nobody signs for ${name}`));
    const answer = await t.ask(method, path, ask);
    assert.deepEqual([answer.status, contract.complaints(method, path, answer)], [200, []], door);
  });
}

/** They ask for no credential: everybody may, or they are signed. */
const open = new Set([
  ...[...actions, ...queries].filter(({ audience }) => audience === "public").map(({ door }) => String(door)),
  ...t.app.incoming.map(({ door }) => String(door)),
]);

test("without a credential every operation answers the documented 401, and those for everybody do not", async () => {
  for (const operation of contract.operations) {
    const [method = "", template = ""] = operation.split(" ");
    const path = template
      .replace(/\{(\w+_)?id\}/, "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60")
      .replace(/\{\w+\}/, "none");
    const answer = await t.ask(method, path, method === "GET" ? {} : { body: {} });
    assert.deepEqual(contract.complaints(method, path, answer), []);
    if (open.has(operation)) assert.notEqual(answer.json?.code, "unauthenticated", operation);
    else assertProblem(answer, 401, "unauthenticated");
  }
});

test("what is a person's answers a program with the documented 403", async () => {
  for (const { name } of actions.filter(({ audience }) => audience === "person")) {
    const { method, path, key: _persons, ...ask } = await requested(name, s, t);
    assertProblem(await held(s, method, path, ask), 403, "people_only");
  }
});

test("every operation of the document was answered with success, and only those", () => {
  const succeeded = [...contract.seen]
    .filter((one) => / 2\d\d$/.test(one))
    .map((one) => one.replace(/ \d+$/, ""));
  // what stays open is answered by events, which have scenarios of their own
  const streams = new Set<string>(t.app.streams.map(({ door }) => door));
  const answered = [...contract.operations].filter((operation) => !streams.has(operation));
  assert.deepEqual([...new Set(succeeded)].sort(), answered.sort());
});

test("the judge sees a field that is not documented, one of a wrong type, and a status that is not declared", async () => {
  const answer = await s.get("/v1/me");
  const order = await s.get("/v1/orders?limit=1");
  const falsified = (json: object): Answer => ({ ...order, json, text: JSON.stringify(json) });
  assert.deepEqual(contract.complaints("GET", "/v1/orders", order), []);
  const [first] = order.json.data;
  for (const wrong of [
    { ...order.json, data: [{ ...first, margin: 1 }] },
    { ...order.json, data: [{ ...first, total_minor: "1" }] },
    { ...order.json, data: [{ ...first, lines: [{ ...first.lines[0], colour: "red" }] }] },
    { ...order.json, data: [{ ...first, id: "1" }] },
  ])
    assert.equal(
      contract.complaints("GET", "/v1/orders", falsified(wrong)).length > 0,
      true,
      JSON.stringify(wrong),
    );
  assert.match(contract.complaints("GET", "/v1/me", { ...answer, status: 418 })[0] ?? "", /not declared/);
});

test("after all of this the books are right", () => assertInvariants(adminUrl));

/** The deed and its facts, in the trail of the organization. */
async function assertTrail(action: Action, { path, key }: Request, answer: Answer): Promise<void> {
  const id = await subjectOf(answer);
  const { audit, events } = await trailOf(adminUrl, id);
  assert.equal(audit.at(-1)?.action, action.name);
  const version = audit.at(-1)?.version ?? 1;
  if (goesOn.has(action.name)) return assert.ok(events.some((event) => event.version === version));
  if (doneLater.has(action.name)) assert.equal(events.length, 0);
  else if (events.length === 0) await assertToldOfAnother(path, id);
  else assert.equal(events.at(-1)?.version, version);
  if (answer.json?.id === undefined || action.shows !== undefined) return;
  // what was decided about is no dead letter any more: the answer says what it is
  const noun = resourceOf(action)?.path ?? path.split("/")[2];
  const read = await held(s, "GET", `/v1/${noun}/${id}`, readerOf(resourceOf(action), key));
  assert.equal(read.text, answer.text);
}

/** What is made of another object is told of that one, and named: a refund is a fact about its payment. */
async function assertToldOfAnother(path: string, id: string): Promise<void> {
  const [named = id] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(path) ?? [];
  const { events } = await trailOf(adminUrl, named);
  assert.ok(named !== id && events.some(({ data }) => Object.values(data as object).includes(id)));
}

/** What the trail says that the request was about. */
async function subjectOf({ headers }: Answer): Promise<string> {
  const [row] = await execute(
    adminUrl,
    `select subject_id from ${auditRows} a where request_id = $1 order by id limit 1`,
    [headers.get("x-request-id")],
  );
  return String(row?.subject_id);
}

/** One line in the trail of the human, whoever that is by now; the answer is for nobody's memory. */
async function assertOwnTrail({ name, trail }: Action, { headers }: Answer): Promise<void> {
  assert.equal(headers.get("cache-control"), "no-store");
  const rows = await execute(
    adminUrl,
    "select action, outcome, door from plinth.user_audit_entries where request_id = $1",
    [headers.get("x-request-id")],
  );
  const silent = name in untrailed || trail === "refusals";
  assert.deepEqual(rows, silent ? [] : [{ action: name, outcome: "done", door: "rest" }]);
}
