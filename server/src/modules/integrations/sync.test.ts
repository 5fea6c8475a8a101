import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { linkedShop } from "#harness/linked-shop";
import { assertProblem } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp({ jobs: true });
const { s, erp, connection, linkOf, stands, customer, change, conflictOf, pull, forget } =
  await linkedShop(t);
after(() => erp.stop());

const traceOf = (logged: { trace: string } | undefined) => logged?.trace.split("-")[1];

test("a confirmed order comes to the ERP with its customer and items, and its number comes back", async () => {
  const buyer = await s.customer({ name: "Alfreds", payment_method: "on_account" });
  const product = await s.product({ sku: "CHAI" });
  await s.receive(product, 10);
  const { json: placed } = await s.place(buyer, [{ product_id: product, quantity: 2 }]);
  assert.equal(placed.status, "confirmed");
  const link = await stands(placed.id, "in_sync");
  const [made] = erp.documents.all("Sales Order");
  assert.deepEqual([made?.plinth_id, made?.customer, made?.docstatus], [placed.id, "Alfreds", 1]);
  assert.equal(made?.grand_total, placed.total_minor / 100);
  assert.deepEqual([link.external_number, link.external_status], [made?.name, "To Deliver and Bill"]);
  assert.equal((await linkOf(buyer)).external_id, "Alfreds");
  const [job] = (await s.get(`/v1/jobs?subject_id=${placed.id}&kind=integration.push-object`)).json.data;
  const making = erp.log.find(({ doctype, method }) => doctype === "Sales Order" && method === "POST");
  assert.equal(traceOf(making), job.id.replaceAll("-", ""));
  // whoever imported the order named it: that name is not the ERP's
  assert.equal((await s.get(`/v1/orders/${placed.id}`)).json.external_reference, null);
  const { events } = await trailOf(t.database.adminUrl, link.id);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["sync_link.pushed"],
  );

  erp.documents.edit("Sales Order", String(made?.name), { status: "Completed" });
  await pull();
  assert.equal((await linkOf(placed.id)).external_status, "Completed");

  await s.post(`/v1/orders/${placed.id}/cancel`);
  await until("the order to be cancelled there", () => erp.documents.all("Sales Order")[0]?.docstatus === 2);
  assert.equal((await stands(placed.id, "in_sync")).external_status, "Cancelled");
});

test("a payment comes there after its order, which it confirms, and names it", async () => {
  const buyer = await s.customer({ name: "Prepaying" });
  const product = await s.product({ sku: "PAID" });
  await s.receive(product, 10);
  const { json: placed } = await s.place(buyer, [{ product_id: product, quantity: 3 }]);
  assert.equal(placed.status, "placed");
  const body = { method: "bank_transfer", reference: "SO-1", value_on: "2026-11-20" };
  const payment = await s.make(`/v1/orders/${placed.id}/payments`, body);
  // nobody hurries it: it rests as long as it has waited, and not a minute
  const there = async () => (await linkOf(payment))?.state === "in_sync";
  await until("the payment to follow its order by itself", there, 30_000);
  const order = erp.documents.all("Sales Order").find(({ plinth_id }) => plinth_id === placed.id);
  const [made] = erp.documents.all("Payment Entry");
  assert.deepEqual(
    [made?.plinth_id, made?.paid_amount, made?.posting_date, made?.reference_no, made?.docstatus],
    [payment, 35.7, "2026-11-20", "SO-1", 1],
  );
  const references = made?.references as { reference_name: string }[];
  assert.deepEqual(
    references.map(({ reference_name }) => reference_name),
    [order?.name],
  );
});

describe("what changed on both sides", () => {
  test("is one conflict with both versions, in the inbox, and nothing is written over", async () => {
    const id = await customer("Both");
    erp.documents.edit("Customer", "Both", { tax_id: "THEIRS" });
    await change(id, { tax_id: "OURS" });
    const link = await stands(id, "conflict");
    await change(id, { tax_id: "OURS 2" });
    await until(
      "the conflict to show the later version",
      async () => (await conflictOf(id)).ours.tax_id === "OURS 2",
    );
    assert.equal(erp.documents.get("Customer", "Both").tax_id, "THEIRS");
    const { json } = await s.get(`/v1/sync_conflicts?link_id=${link.id}`);
    assert.equal(json.data.length, 1);
    const [conflict] = json.data;
    assert.deepEqual(
      [conflict.ours.tax_id, conflict.theirs.tax_id, conflict.ours_changed, conflict.theirs_changed],
      ["OURS 2", "THEIRS", ["tax_id"], ["tax_id"]],
    );
    const items = await execute(
      t.database.adminUrl,
      "select kind, times, settled_at, resolves::json from plinth.inbox_items where subject_id = $1",
      [conflict.id],
    );
    assert.equal(items.length, 1);
    assert.deepEqual(
      [items[0]?.kind, items[0]?.settled_at, items[0]?.resolves],
      [
        "erp_conflict",
        null,
        [{ action: "sync_conflicts.resolve", door: `POST /v1/sync_conflicts/${conflict.id}/resolve` }],
      ],
    );
  });

  test("200: ours is written there when somebody decides so, once, and the item is settled", async () => {
    const id = await customer("Ours wins");
    erp.documents.edit("Customer", "Ours wins", { tax_id: "THEIRS" });
    await change(id, { tax_id: "OURS" });
    await stands(id, "conflict");
    const conflict = await conflictOf(id);
    const decided = await s.post(`/v1/sync_conflicts/${conflict.id}/resolve`, { take: "ours" });
    assert.equal(decided.status, 200, decided.text);
    assert.deepEqual([decided.json.state, decided.json.take], ["decided", "ours"]);
    await stands(id, "in_sync");
    assert.equal(erp.documents.get("Customer", "Ours wins").tax_id, "OURS");
    const { json } = await s.get(`/v1/sync_conflicts/${conflict.id}`);
    assert.deepEqual([json.state, json.take], ["resolved", "ours"]);
    const [item] = await execute(
      t.database.adminUrl,
      "select settled_at is not null as settled from plinth.inbox_items where subject_id = $1",
      [conflict.id],
    );
    assert.equal(item?.settled, true);
    assertProblem(
      await s.post(`/v1/sync_conflicts/${conflict.id}/resolve`, { take: "theirs" }),
      409,
      "invalid_state",
    );
    const { events, audit } = await trailOf(t.database.adminUrl, conflict.id);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["sync_conflict.opened", "sync_conflict.decided", "sync_conflict.resolved"],
    );
    assert.equal(audit.at(0)?.action, "sync_conflicts.resolve");
  });

  test("200: theirs is left as it is, also by later changes of other fields here", async () => {
    const id = await customer("Theirs wins");
    erp.documents.edit("Customer", "Theirs wins", { tax_id: "THEIRS" });
    await change(id, { tax_id: "OURS" });
    await stands(id, "conflict");
    await s.post(`/v1/sync_conflicts/${(await conflictOf(id)).id}/resolve`, { take: "theirs" });
    await stands(id, "in_sync");
    await change(id, { status: "on_hold" });
    await until("the hold to be there", () => erp.documents.get("Customer", "Theirs wins").is_frozen === 1);
    assert.equal(erp.documents.get("Customer", "Theirs wins").tax_id, "THEIRS");
  });

  test("a decision is about what was seen: what they changed since opens it anew", async () => {
    const id = await customer("Moving");
    erp.documents.edit("Customer", "Moving", { tax_id: "SEEN" });
    await change(id, { tax_id: "OURS" });
    await stands(id, "conflict");
    erp.documents.edit("Customer", "Moving", { tax_id: "UNSEEN" });
    const { id: conflict } = await conflictOf(id);
    await s.post(`/v1/sync_conflicts/${conflict}/resolve`, { take: "ours" });
    await until(
      "the conflict to be open again",
      async () => (await conflictOf(id))?.theirs.tax_id === "UNSEEN",
    );
    assert.deepEqual([(await conflictOf(id)).state, (await conflictOf(id)).id], ["open", conflict]);
    assert.equal(erp.documents.get("Customer", "Moving").tax_id, "UNSEEN");
  });

  test("what only they changed is told on the link, and is not written over by what changes here later", async () => {
    const id = await customer("Drifting");
    erp.documents.edit("Customer", "Drifting", { territory: "Germany" });
    await pull();
    assert.deepEqual((await linkOf(id)).external_changed, ["territory"]);
    await change(id, { tax_id: "OURS" });
    await stands(id, "conflict");
    assert.equal(erp.documents.get("Customer", "Drifting").territory, "Germany");
  });

  test("what they removed is asked about and not made again in silence", async () => {
    const id = await customer("Removed");
    erp.documents.remove("Customer", "Removed");
    await change(id, { tax_id: "OURS" });
    await stands(id, "conflict");
    const conflict = await conflictOf(id);
    assert.equal(conflict.theirs, null);
    await s.post(`/v1/sync_conflicts/${conflict.id}/resolve`, { take: "ours" });
    await stands(id, "in_sync");
    assert.equal(erp.documents.get("Customer", "Removed").tax_id, "OURS");
  });
});

test("what the ERP refuses is a dead letter, and the link says why", async () => {
  const product = await s.product({ sku: "BEFORE" });
  await stands(product, "in_sync");
  const { version } = (await s.get(`/v1/products/${product}`)).json;
  await s.ask("PATCH", `/v1/products/${product}`, {
    body: { sku: "AFTER" },
    headers: { "if-match": `"${version}"` },
  });
  const link = await stands(product, "failed");
  assert.equal(link.error_code, "erp_renamed");
  assert.match(link.error_detail, /Rename the item there/);

  // tried anew, it is on its way: also while it has to wait for its turn
  const [letter] = (await s.get(`/v1/dead_letters?subject_id=${product}`)).json.data;
  await s.post(`/v1/connections/${connection}/pause`);
  const reason = "The item is renamed there.";
  const replayed = await s.post(`/v1/dead_letters/${letter.id}/replay`, { reason });
  assert.equal(replayed.status, 200, replayed.text);
  const { state, error_code } = await linkOf(product);
  assert.deepEqual([state, error_code], ["pending", null]);
  await s.post(`/v1/connections/${connection}/resume`);
  await stands(product, "failed");
});

describe("pushing anew", () => {
  test("202: objects that are named are pushed, and what is in step stays untouched", async () => {
    const id = await customer("Again");
    await forget("Again", id);
    const answer = await s.post(`/v1/connections/${connection}/push`, { kind: "customers", ids: [id] });
    assert.equal(answer.status, 202, answer.text);
    await stands(id, "in_sync");
    assert.equal(erp.documents.get("Customer", "Again").plinth_id, id);
  });

  test("202: all of a kind are pushed, page by page", async () => {
    const id = await customer("All");
    await forget("All", id);
    assert.equal((await s.post(`/v1/connections/${connection}/push`, { kind: "customers" })).status, 202);
    await stands(id, "in_sync");
  });

  test("422 and 409: what does not exist here is not pushed, and neither is anything to what is no ERP", async () => {
    const path = `/v1/connections/${connection}/push`;
    const strange = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";
    const missing = await s.post(path, { kind: "customers", ids: [strange] });
    assertProblem(missing, 422, "invalid_input");
    assert.deepEqual([missing.json.errors[0].pointer, missing.json.errors[0].code], ["/ids/0", "not_found"]);
    assertProblem(await s.post(path, { ids: [strange] }), 422, "invalid_input");
    assertProblem(await s.post(`/v1/connections/${strange}/push`, {}), 404, "not_found");
  });
});

test("what changes while the connection is paused is there once it is resumed", async () => {
  const id = await customer("Paused");
  assert.equal((await s.post(`/v1/connections/${connection}/pause`)).status, 200);
  await change(id, { tax_id: "MEANWHILE" });
  await until("the change to wait", async () => (await linkOf(id)).state === "pending");
  assert.equal(erp.documents.get("Customer", "Paused").tax_id, "DE1");
  assert.equal((await s.post(`/v1/connections/${connection}/resume`)).status, 200);
  await stands(id, "in_sync");
  assert.equal(erp.documents.get("Customer", "Paused").tax_id, "MEANWHILE");
});

test("while an ERP does not answer, one look at what changed there waits, and not one for every ten minutes", async () => {
  const ask = (text: string, values: unknown[] = [s.organization]) =>
    execute(t.database.adminUrl, text, values);
  const breaker = (state: string, retry: string) =>
    ask(
      `update plinth.destinations
          set breaker = $2, retry_at = now() + $3::interval, opened_at = now() where id = $1`,
      [connection, state, retry],
    );
  const looks = () =>
    ask("select state from plinth.jobs where organization_id = $1 and kind = 'integration.pull-changes'");
  await breaker("open", "1 hour");
  const looked = (await looks()).length;
  for (let round = 1; round <= 2; round++) {
    const [made] = await ask(
      `insert into plinth.jobs (organization_id, kind, queue, state, payload, most_attempts)
       values ($1, 'integration.pull-all', 'default', 'ready', '{}', 3) returning id`,
    );
    await until("it to be done", async () => (await s.get(`/v1/jobs/${made?.id}`)).json.state === "done");
    assert.equal((await looks()).length, looked + 1);
  }
  await breaker("open", "-1 second");
  await until("the look", async () => (await looks()).every(({ state }) => state === "done"));
});

test("a test of the connection tells what is missing there", async () => {
  const passed = await s.post(`/v1/connections/${connection}/test`);
  assert.deepEqual([passed.json.test_passed, passed.status], [true, 200], passed.text);
  // whoever reads the log finds the call by the request, and a push's by its job
  assert.equal(traceOf(erp.log.at(-1)), passed.headers.get("x-request-id")?.replaceAll("-", ""));
  erp.documents.withoutField("Payment Entry");
  const failed = await s.post(`/v1/connections/${connection}/test`);
  assert.equal(failed.json.test_passed, false);
  assert.match(failed.json.test_result, /Payment Entry has no unique field plinth_id/);
});

test("422: a configuration that names nothing is refused at its place", async () => {
  const answer = await s.post("/v1/connections", {
    connector: "rest_erp",
    name: "Odd",
    configuration: { base_url: "https://erp.example.com", auth: { kind: "header" }, kinds: {} },
    credentials: { secret: "s" },
  });
  assertProblem(answer, 422, "invalid_input");
  assert.equal(answer.json.errors[0].pointer, "/configuration/auth/name");
});
