import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { leavesNoTrace } from "#harness/checksum";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t);
const company = { name: "Alfreds Futterkiste", country: "DE", currency: "EUR" };
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

const patch = (path: string, version: string | undefined, body: object) =>
  s.ask("PATCH", path, { body, headers: version === undefined ? {} : { "if-match": version } });

test("201: a customer has its defaults, and its making is told and audited field by field", async () => {
  const answer = await s.post("/v1/customers", company);
  assert.equal(answer.status, 201, answer.text);
  const { id, created_at, updated_at, ...rest } = answer.json;
  assert.equal(created_at, updated_at);
  assert.deepEqual(rest, {
    ...company,
    status: "active",
    tax_id: null,
    payment_method: "prepaid",
    payment_terms_days: 30,
    credit_limit_minor: null,
    internal_note: null,
    external_reference: null,
    version: 1,
  });
  const { events, audit } = await trailOf(adminUrl, id);
  assert.deepEqual(
    events.map(({ type, version }) => [type, version]),
    [["customer.created", 1]],
  );
  assert.deepEqual(
    audit.map(({ action, version }) => [action, version]),
    [["customers.create", 1]],
  );
  assert.deepEqual(audit[0]?.changes.name, { after: company.name });
});

test("200: a patch changes what it names, empties what it nulls, leaves the rest, and says so", async () => {
  const id = await s.customer({ tax_id: "DE1", credit_limit_minor: 500 });
  const answer = await patch(`/v1/customers/${id}`, '"1"', { name: "New", credit_limit_minor: null });
  assert.equal(answer.status, 200, answer.text);
  const { name, credit_limit_minor, tax_id, version } = answer.json;
  assert.deepEqual([name, credit_limit_minor, tax_id, version], ["New", null, "DE1", 2]);
  assert.equal((await s.get(`/v1/customers/${id}`)).text, answer.text);

  const { events, audit } = await trailOf(adminUrl, id);
  assert.deepEqual(
    events.map(({ type, version: at, data }) => [type, at, data]),
    [
      ["customer.created", 1, {}],
      ["customer.updated", 2, { changed: ["name", "credit_limit_minor"] }],
    ],
  );
  assert.deepEqual(audit.at(-1)?.changes, {
    name: { before: "Alfreds Futterkiste", after: "New" },
    credit_limit_minor: { before: 500, after: null },
  });
});

test("200: a patch that changes nothing makes no version and tells nothing", async () => {
  const id = await s.customer();
  const answer = await patch(`/v1/customers/${id}`, '"1"', { name: "Alfreds Futterkiste", tax_id: null });
  assert.deepEqual([answer.status, answer.json.version], [200, 1]);
  assert.equal((await trailOf(adminUrl, id)).events.length, 1);
});

test("428 and 412: a change needs the version that was read", async () => {
  const id = await s.customer();
  const path = `/v1/customers/${id}`;
  assertProblem(
    await leavesNoTrace(adminUrl, () => patch(path, undefined, { name: "B" })),
    428,
    "precondition_required",
  );
  assertProblem(await leavesNoTrace(adminUrl, () => patch(path, '"2"', { name: "B" })), 412, "stale_version");
  assertProblem(await patch(path, "yesterday", { name: "B" }), 400, "malformed_request");
  const whole = (await s.get(path)).headers.get("etag") ?? "";
  assert.equal((await patch(path, whole, { name: "B" })).json.version, 2);
  assert.equal((await patch(path, 'W/"2.x"', { name: "C" })).json.version, 3);
  assert.equal((await patch(path, "*", { name: "D" })).json.version, 4);
});

test("304: who has the answer already gets none; other fields are another answer of the same version", async () => {
  const id = await s.customer();
  const read = (query: string, etag: string) =>
    s.ask("GET", `/v1/customers/${id}${query}`, { headers: { "if-none-match": etag } });
  const etag = (await s.get(`/v1/customers/${id}`)).headers.get("etag") ?? "";
  const same = await read("", etag);
  assert.deepEqual([same.status, same.text, same.headers.get("etag")], [304, "", etag]);
  assert.equal((await read("", `"0.x", W/${etag}`)).status, 304);
  const narrow = await read("?fields=name", etag);
  assert.equal(narrow.status, 200);
  assert.notEqual(narrow.headers.get("etag"), etag);
  assert.match(narrow.headers.get("etag") ?? "", /^"1\./);
});

test("409: an external reference is taken once: when made, when changed, and within one batch", async () => {
  const taken = { "/external_reference": "already_exists" };
  await s.customer({ external_reference: "X" });
  const again = await leavesNoTrace(adminUrl, () =>
    s.post("/v1/customers", { ...company, external_reference: "X" }),
  );
  assertProblem(again, 409, "already_exists", taken);
  const other = await s.customer();
  const changed = await leavesNoTrace(adminUrl, () =>
    patch(`/v1/customers/${other}`, "*", { external_reference: "X" }),
  );
  assertProblem(changed, 409, "already_exists", taken);
  const item = { ...company, external_reference: "Y" };
  const batch = await leavesNoTrace(adminUrl, () =>
    s.post("/v1/customers/batch", { items: [item, company, item] }),
  );
  assertProblem(batch, 409, "already_exists", { "/items/2/external_reference": "already_exists" });
  const neighbour = await shop(t, "Neighbour GmbH");
  await neighbour.customer({ external_reference: "X" }); // its own organization, its own names
});

test("204: what nobody refers to can be removed, and is told; then it is not there", async () => {
  const id = await s.customer();
  const path = `/v1/customers/${id}`;
  assertProblem(await s.ask("DELETE", path, { headers: { "if-match": '"9"' } }), 412, "stale_version");
  const answer = await s.ask("DELETE", path, { headers: { "if-match": '"1"' } });
  assert.deepEqual([answer.status, answer.text], [204, ""]);
  assertProblem(await s.get(path), 404, "not_found");
  assertProblem(await s.ask("DELETE", path), 404, "not_found");
  const { events, audit } = await trailOf(adminUrl, id);
  assert.deepEqual([events.at(-1)?.type, audit.at(-1)?.action], ["customer.deleted", "customers.delete"]);
});

test("409: a customer with a contact, an address or an order stays", async () => {
  for (const [path, body] of [
    ["/v1/contacts", { name: "Maria" }],
    ["/v1/addresses", { kind: "billing", line1: "1", city: "Berlin", country: "DE" }],
  ] as const) {
    const id = await s.customer();
    await s.make(path, { customer_id: id, ...body });
    const answer = await leavesNoTrace(adminUrl, () => s.ask("DELETE", `/v1/customers/${id}`));
    assertProblem(answer, 409, "still_referenced");
    const kind = path.replace("/v1/", "");
    assert.match(answer.json.detail, new RegExp(`^${kind} refer to this one`, "i"));
  }
});

test("409: what kind of objects refer to it is told to those who may read them", async () => {
  const product = await s.product();
  await s.receive(product, 1);
  const narrow = { name: "keepers", permissions: ["products:read", "products:write"] };
  const role = await s.post("/v1/roles", narrow);
  assert.equal(role.status, 201, role.text);
  const { key } = (await s.post("/v1/api_keys", { name: "Catalog", role: narrow.name })).json;
  const remove = (by?: { key: string }) => s.ask("DELETE", `/v1/products/${product}`, by ?? {});
  const [told, untold] = [await remove(), await remove({ key })];
  for (const answer of [told, untold]) assertProblem(answer, 409, "still_referenced");
  assert.match(told.json.detail, /^Stock (levels|movements) refer to this one/);
  assert.match(untold.json.detail, /^Other objects refer to this one/);
});

test("201: what is about a person reaches neither the trail nor the feed", async () => {
  const customer_id = await s.customer();
  const maria = { name: "Maria Anders", email: "maria@example.com", phone: "030-1", job_title: "Sales" };
  const id = await s.make("/v1/contacts", { customer_id, ...maria });
  await patch(`/v1/contacts/${id}`, "*", { phone: "030-2", job_title: "Saleswoman" });
  const trail = await trailOf(adminUrl, id);
  assert.doesNotMatch(JSON.stringify(trail), /Maria|maria@|"030-|Sales/);
  const phone = trail.audit.at(-1)?.changes.phone as { masked?: true; after?: string } | undefined;
  assert.equal(phone?.masked, true);
  assert.match(phone?.after ?? "", /^[0-9a-f]{64}$/);
});

test("201: nor where somebody lives, but for the town", async () => {
  const home = { recipient: "Maria Anders", line1: "Obere Str. 57", line2: "2. Stock", postal_code: "12209" };
  const body = { customer_id: await s.customer(), kind: "shipping", ...home, city: "Berlin", country: "DE" };
  const id = await s.make("/v1/addresses", body);
  await patch(`/v1/addresses/${id}`, "*", { line1: "Obere Str. 58", postal_code: "12210" });
  const trail = await trailOf(adminUrl, id);
  assert.doesNotMatch(JSON.stringify(trail), /Maria|Obere|Stock|"122/);
  assert.deepEqual(trail.audit[0]?.changes.city, { after: "Berlin" });
});

test("200: contacts and addresses come with their customer when asked for", async () => {
  const id = await s.customer();
  for (const name of ["Zoe", "Anna"]) await s.make("/v1/contacts", { customer_id: id, name });
  const { json } = await s.get(`/v1/customers/${id}?expand=contacts,addresses`);
  assert.deepEqual(
    json.contacts.map(({ name }: { name: string }) => name),
    ["Anna", "Zoe"],
  );
  assert.deepEqual(json.addresses, []);
});

const broken: [words: string, method: string, path: string, body: object, errors: Record<string, string>][] =
  [
    [
      "a country that does not exist",
      "POST",
      "customers",
      { ...company, country: "XX" },
      { "/country": "format" },
    ],
    [
      "a currency that does not exist",
      "POST",
      "customers",
      { ...company, currency: "QQQ" },
      { "/currency": "format" },
    ],
    ["a missing name", "POST", "customers", { country: "DE", currency: "EUR" }, { "/name": "required" }],
    ["a name of nothing", "POST", "customers", { ...company, name: "" }, { "/name": "min_length" }],
    ["a name of 201", "POST", "customers", { ...company, name: "x".repeat(201) }, { "/name": "max_length" }],
    [
      "half a day",
      "POST",
      "customers",
      { ...company, payment_terms_days: 0.5 },
      { "/payment_terms_days": "type" },
    ],
    [
      "a negative limit",
      "POST",
      "customers",
      { ...company, credit_limit_minor: -1 },
      { "/credit_limit_minor": "minimum" },
    ],
    [
      "a limit beyond JSON's numbers",
      "POST",
      "customers",
      { ...company, credit_limit_minor: 2 ** 53 },
      { "/credit_limit_minor": "maximum" },
    ],
    ["an id of one's own", "POST", "customers", { ...company, id: nobody }, { "/id": "unknown_field" }],
    [
      "several mistakes at once",
      "POST",
      "customers",
      { name: 1, country: "DE", colour: "red" },
      { "/name": "type", "/currency": "required", "/colour": "unknown_field" },
    ],
    ["emptying what must be there", "PATCH", "customers/{id}", { name: null }, { "/name": "type" }],
    [
      "an e-mail address that is none",
      "POST",
      "contacts",
      { customer_id: nobody, name: "M", email: "m" },
      { "/email": "pattern" },
    ],
    [
      "a customer that is not there",
      "POST",
      "contacts",
      { customer_id: nobody, name: "M" },
      { "/customer_id": "not_found" },
    ],
  ];
for (const [words, method, path, body, errors] of broken) {
  test(`422: ${words}`, async () => {
    const there = path.replace("{id}", path.includes("{id}") ? await s.customer() : "");
    const answer = await s.ask(method, `/v1/${there}`, { body, headers: { "if-match": "*" } });
    assertProblem(answer, 422, "invalid_input", errors);
  });
}

test("422: a contact does not change its company", async () => {
  const id = await s.make("/v1/contacts", { customer_id: await s.customer(), name: "M" });
  const answer = await patch(`/v1/contacts/${id}`, "*", { customer_id: await s.customer() });
  assertProblem(answer, 422, "invalid_input", { "/customer_id": "unknown_field" });
});
