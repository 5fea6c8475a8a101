/** A walk over everything that can be asked: rehearsed, done, read back, each answer held to the document. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { contractOf } from "#harness/contract";
import { requested, requests } from "#harness/every-action";
import { assertInvariants } from "#harness/invariants";
import { assertProblem } from "#harness/problems";
import { type Shop, shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const contract = contractOf(t.app);
const s = await shop(t);
const { actions } = t.app;
const nouns = t.app.registry.resources.filter(({ path }) => path !== undefined);

/** Asks, and holds the answer to the document. */
async function held(
  by: Shop,
  method: string,
  path: string,
  ask: Parameters<Shop["ask"]>[2] = {},
): Promise<Answer> {
  const answer = await by.ask(method, path, ask);
  assert.deepEqual(contract.complaints(method, path, answer), []);
  return answer;
}

test("every verb has its request in the table, and no other is there", () => {
  assert.deepEqual(Object.keys(requests).sort(), actions.map(({ name }) => name).sort());
});

for (const action of actions) {
  test(`${action.name}: a rehearsal says what would happen and leaves no trace`, async () => {
    const { method, path, ...ask } = await requested(action.name, s);
    const answer = await leavesNoTrace(adminUrl, () => held(s, method, `${path}?dry_run=true`, ask));
    if (action.dryRun === false) return assertProblem(answer, 400, "dry_run_impossible");
    assert.equal(answer.status, action.status === 204 ? 204 : 200, answer.text);
    assert.equal(answer.headers.get("location"), null);
  });

  test(`${action.name}: done, the answer is as documented, and it is audited`, async () => {
    const { method, path, ...ask } = await requested(action.name, s);
    const answer = await held(s, method, path, ask);
    assert.ok(answer.status >= 200 && answer.status < 300, answer.text);
    const id = answer.json?.id ?? path.split("/").at(-1);
    const { audit, events } = await trailOf(adminUrl, id);
    assert.equal(audit.at(-1)?.action, action.name);
    assert.notEqual(events.length, 0);
    assert.equal(events.at(-1)?.version, audit.at(-1)?.version ?? 1);
    if (answer.json?.id === undefined || action.shows !== undefined) return;
    const noun = path.split("/")[2];
    const read = await held(s, "GET", `/v1/${noun}/${id}`);
    assert.equal(read.text, answer.text);
  });

  if (action.batch !== true) continue;
  test(`${action.name}: two at once are answered as documented; tried out they leave no trace`, async () => {
    const items = [await requested(action.name, s), await requested(action.name, s)];
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
    const list = await held(s, "GET", `/v1/${noun.path}?limit=200&count=exact`);
    assert.ok(list.json.data.length > 0, `there is no ${noun.name} to look at`);
    assert.ok(list.json.total >= list.json.data.length);
    const relations = Object.keys(noun.relations).filter((name) => name !== "lines");
    const expand = relations.length > 0 ? `?expand=${relations.join(",")}` : "";
    const colleague = await t.keyFor(s.organization, "integration");
    for (const { id } of list.json.data.slice(0, 20)) {
      await held(s, "GET", `/v1/${noun.path}/${id}`);
      const expanded = await held(s, "GET", `/v1/${noun.path}/${id}${expand}`);
      for (const name of relations) assert.ok(name in expanded.json, `${name} was expanded`);
      const narrow = await held(s, "GET", `/v1/${noun.path}/${id}?fields=version`);
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

test("who am I, and the feed, are as documented", async () => {
  await held(s, "GET", "/v1/me");
  assert.ok((await held(s, "GET", "/v1/events?limit=200")).json.data.length > 50);
  await held(s, "GET", "/v1/events?after=999999");
});

test("without a key every operation answers the documented 401", async () => {
  for (const operation of contract.operations) {
    const [method = "", template = ""] = operation.split(" ");
    const path = template.replace("{id}", "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60");
    const answer = await t.ask(method, path, method === "GET" ? {} : { body: {} });
    assertProblem(answer, 401, "unauthenticated");
    assert.deepEqual(contract.complaints(method, path, answer), []);
  }
});

test("every operation of the document was answered with success, and only those", () => {
  const succeeded = [...contract.seen]
    .filter((one) => / 2\d\d$/.test(one))
    .map((one) => one.replace(/ \d+$/, ""));
  assert.deepEqual([...new Set(succeeded)].sort(), [...contract.operations].sort());
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
