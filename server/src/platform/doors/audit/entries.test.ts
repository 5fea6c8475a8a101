/** The whole trail: its filters, its pages, its export, and that reading it is told in it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";
import { sealed } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const s = await shop(t);
const { adminUrl } = t.database;
const path = "/v1/audit_entries";

type Entry = Record<string, unknown> & { changes: Record<string, unknown> };

const exported = (query = "", key = s.key) =>
  t.ask("GET", `${path}${query}`, { key, headers: { accept: "text/csv" } });

async function entries(query: string, key = s.key): Promise<Entry[]> {
  const answer = await t.ask("GET", `${path}?${query}`, { key });
  assert.equal(answer.status, 200, answer.text);
  return answer.json.data;
}

describe("the trail", () => {
  test("200: says of every entry what, to what, by whom, and from where", async () => {
    const id = await s.customer({ name: "Traced" });
    const [entry] = await entries(`subject_id=${id}`);
    assert.deepEqual(
      [entry?.action, entry?.subject_type, entry?.subject_id, entry?.version, entry?.address],
      ["customers.create", "customer", id, 1, "127.0.0.1"],
    );
  });

  test("200: each filter finds what it says, pending and sealed, and nothing else", async () => {
    const customer = await s.customer();
    const [made] = await entries(`subject_id=${customer}`);
    assert.ok(made !== undefined);
    const [before, after] = ["2000-01-01", "2099-01-01T00:00:00Z"];
    const finding = [
      `actor=${made.actor}&subject_id=${customer}`,
      `action=customers.create&subject_id=${customer}`,
      `request_id=${made.request_id}`,
      `subject_id=${customer}&subject_type=customer&door=rest`,
      `subject_id=${customer}&occurred_at[gte]=${made.occurred_at}&occurred_at[lte]=${made.occurred_at}`,
      `subject_id=${customer}&occurred_at[gt]=${before}&occurred_at[lt]=${after}`,
    ];
    const missing = [
      `subject_id=${customer}&actor=api_key:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60`,
      `subject_id=${customer}&action=customers.delete`,
      `subject_id=${customer}&request_id=other`,
      `subject_id=${customer}&subject_type=order`,
      `subject_id=${customer}&door=cli`,
      `subject_id=${customer}&on_behalf_of=0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60`,
      `subject_id=${customer}&occurred_at[gt]=${made.occurred_at}`,
      `subject_id=${customer}&occurred_at[lt]=${made.occurred_at}`,
    ];
    for (const wait of [async () => {}, () => sealed(adminUrl)]) {
      await wait();
      for (const query of finding)
        assert.deepEqual(
          (await entries(query)).map(({ id }) => id),
          [made.id],
          query,
        );
      for (const query of missing) assert.deepEqual(await entries(query), [], query);
    }
  });

  test("200: pages hold everything once, newest first, by number and by time, while it is sealed", async () => {
    const other = await shop(t, "Pages GmbH");
    for (let i = 0; i < 7; i++) await other.customer({ name: `Page ${i}` });
    for (const query of ["action=customers.create", "action=customers.create&occurred_at[gte]=2000-01-01"]) {
      const names: unknown[] = [];
      let after = "";
      for (let page = 0; page < 4; page++) {
        const answer = await t.ask("GET", `${path}?${query}&limit=2${after}`, { key: other.key });
        names.push(
          ...answer.json.data.map(({ changes }: Entry) => (changes.name as { after: string }).after),
        );
        after = `&after=${answer.json.next_cursor}`;
        if (page === 1) await sealed(adminUrl);
        if (page === 3) assert.equal(answer.json.next_cursor, null);
      }
      assert.deepEqual(names, ["Page 6", "Page 5", "Page 4", "Page 3", "Page 2", "Page 1", "Page 0"], query);
    }
  });

  test("400: what does not exist, cannot be read, or has no index by itself is named", async () => {
    for (const query of [
      "colour=red",
      "subject_id=x",
      "occurred_at[gte]=yesterday",
      "occurred_at=2026-01-01",
      "door=rest",
      "subject_type=order",
      "limit=201",
      "after=WyJ4Il0",
      "actor=",
      "actor=ada@example.com",
      "actor=robot:1",
      "action=ordrs.cancel",
      "action=orders",
      "action=orders.cancel&subject_type=ordr",
    ])
      assertProblem(await s.get(`${path}?${query}`), 400, "unknown_parameter");
    const answer = await s.get(`${path}?door=rest`);
    assert.match(answer.json.detail, /add actor, action, subject_id, request_id, occurred_at/);
    const told = async (query: string) => (await s.get(`${path}?${query}`)).json;
    assert.match((await told("actor=ada")).detail, /kind:id.*member, buyer, api_key/);
    const several = await told("action=ordrs.cancel&subject_type=ordr");
    assert.deepEqual(
      several.errors.map(({ pointer }: { pointer: string }) => pointer),
      ["action", "subject_type"],
    );
    for (const { detail } of several.errors) assert.match(detail, /There is no "ordr.*(session|orders), /);
  });

  test("403: is for those who may read it, and never for who sees some customers only", async () => {
    for (const role of ["sales", "finance", "integration"] as const)
      assertProblem(
        await t.ask("GET", path, { key: await t.keyFor(s.organization, role) }),
        403,
        "forbidden",
      );
    for (const role of ["admin", "auditor"] as const)
      assert.equal((await t.ask("GET", path, { key: await t.keyFor(s.organization, role) })).status, 200);
    const made = await s.post("/v1/api_keys", {
      name: "Limited",
      role: "admin",
      customer_scope: [await s.customer()],
    });
    assertProblem(await t.ask("GET", path, { key: made.json.key }), 403, "forbidden");
    assertProblem(await exported("", made.json.key), 403, "forbidden");
  });

  test("200: another organization's entries are not in it, in no form", async () => {
    const other = await shop(t, "Stranger GmbH");
    const theirs = await other.customer({ name: "Nobody's business" });
    assert.deepEqual(await entries(`subject_id=${theirs}`), []);
    assert.doesNotMatch((await exported(`?subject_id=${theirs}`)).text, /customers\.create/);
    const cursor = (await t.ask("GET", `${path}?limit=1`, { key: other.key })).json.next_cursor;
    const answer = await s.get(`${path}?limit=200&after=${cursor}`);
    assert.doesNotMatch(answer.text, /Nobody's business/);
    assert.ok(answer.json.data.every(({ subject_id }: Entry) => subject_id !== theirs));
  });

  test("200: of objects and fields that one may not read it is told that they changed, and not what", async () => {
    const product = await s.product({ unit_cost: "2" });
    const key = await t.keyFor(s.organization, "auditor", ["audit:read", "products:read"]);
    const [seen] = await entries(`subject_id=${product}`, key);
    assert.ok(seen !== undefined && "sku" in seen.changes && !("unit_cost" in seen.changes));
    const customer = await s.customer();
    const [hidden] = await entries(`subject_id=${customer}`, key);
    assert.deepEqual(hidden?.changes, {});
    assert.doesNotMatch((await exported(`?subject_id=${product}`, key)).text, /unit_cost/);
  });
});

describe("who reads the trail is in it", () => {
  test("200: a page and an export, with what was asked", async () => {
    const key = await t.keyFor(s.organization, "auditor");
    const { json } = await t.ask("GET", "/v1/me", { key });
    await t.ask("GET", `${path}?action=orders.place&limit=5`, { key });
    await exported("?action=orders.cancel", key);
    const reads = await entries(`actor=${json.actor.kind}:${json.actor.id}`);
    assert.deepEqual(
      reads.map(({ action, changes, subject_type, subject_id }) => [
        action,
        changes,
        subject_type,
        subject_id,
      ]),
      [
        ["audit_entries.export", { asked: { action: "orders.cancel" } }, "audit_entry", null],
        ["audit_entries.list", { asked: { action: "orders.place", limit: "5" } }, "audit_entry", null],
      ],
    );
  });

  test("no answer when it cannot be written: neither a page nor the first line of an export", async () => {
    await execute(
      adminUrl,
      "alter table plinth.audit_entries add constraint unread check (action not like 'audit_entries.%') not valid",
    );
    try {
      for (const answer of [await s.get(path), await exported()]) {
        assert.ok(answer.status >= 400, answer.text);
        assert.match(answer.headers.get("content-type") ?? "", /problem\+json/);
      }
    } finally {
      await execute(adminUrl, "alter table plinth.audit_entries drop constraint unread");
    }
    assert.equal((await s.get(path)).status, 200);
  });
});

describe("the export", () => {
  test("200: is CSV with a line of headings, all that match, newest first, and no formula", async () => {
    const customer = await s.customer({ name: '=cmd|"/c calc"!A1' });
    const answer = await exported(`?subject_id=${customer}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/csv; charset=utf-8/);
    assert.equal(answer.headers.get("vary"), "Accept, Authorization, Cookie, Plinth-Organization");
    const lines = answer.text.split("\r\n");
    assert.equal(
      lines[0],
      "seq,id,occurred_at,actor,on_behalf_of,people,action,subject_type,subject_id,version,door,request_id,address,changes",
    );
    assert.equal(lines.length, 3, "headings, one entry, and an end of line");
    assert.match(lines[1] ?? "", new RegExp(`,customers.create,customer,${customer},1,rest,`));
    assert.match(lines[1] ?? "", /""name"":\{""before"":null/);
  });

  test("400: takes the filters, and neither limit nor cursor", async () => {
    for (const query of ["?limit=5", "?after=x", "?colour=red", "?door=rest"])
      assertProblem(await exported(query), 400, "unknown_parameter");
  });

  test("JSON is what who names no CSV gets, or names it after JSON", async () => {
    const asked = async (accept: string): Promise<Answer> =>
      t.ask("GET", path, { key: s.key, headers: { accept } });
    for (const accept of ["*/*", "application/json", "application/json, text/csv;q=0.5", "text/csv;q=0"]) {
      const { headers } = await asked(accept);
      assert.match(headers.get("content-type") ?? "", /json/, accept);
      assert.equal(headers.get("vary"), "Accept, Authorization, Cookie, Plinth-Organization", accept);
    }
    assert.match((await asked("text/csv, application/json;q=0.9")).headers.get("content-type") ?? "", /csv/);
  });

  test("200: many entries come whole and as of one moment, and who goes away frees the connection", async () => {
    const other = await shop(t, "Many GmbH");
    await many(other.organization, 30_000);
    const whole = await exported("", other.key);
    assert.equal(whole.text.match(/bulk\.made/g)?.length, 30_000);

    const gone = new AbortController();
    const response = await fetch(`${t.url}${path}`, {
      headers: { authorization: `Bearer ${other.key}`, accept: "text/csv" },
      signal: gone.signal,
    });
    const reader = response.body?.getReader();
    await reader?.read();
    gone.abort();
    await until("the export to let go of its connection", async () => (await streaming()) === 0);
  });

  test("200: more exports than there are connections wait their turn, and verbs are not held", async () => {
    const [other, another] = [await shop(t, "Slow GmbH"), await shop(t, "Slower GmbH")];
    for (const { organization } of [other, another]) await many(organization, 30_000);
    const leave = new AbortController();
    const slow = [other, other, another].map(({ key }) =>
      fetch(`${t.url}${path}`, {
        headers: { authorization: `Bearer ${key}`, accept: "text/csv" },
        signal: leave.signal,
      }),
    );
    for (const { status } of await Promise.all(slow)) assert.equal(status, 200);
    assert.equal(
      (await other.post("/v1/customers", { name: "A", country: "DE", currency: "EUR" })).status,
      201,
    );
    const waiting = exported("?action=customers.create", another.key);
    leave.abort();
    assert.equal((await waiting).status, 200);
  });
});

/** How many exports hold a connection in the middle of one. */
async function streaming(): Promise<number> {
  const [row] = await execute(
    adminUrl,
    `select count(*)::int as count from pg_stat_activity
      where application_name = 'plinth stream' and datname = current_database() and xact_start is not null`,
  );
  return Number(row?.count);
}

/** Entries as if deeds had made them; sealed as they come. */
async function many(organization: string, count: number): Promise<void> {
  await execute(
    adminUrl,
    `insert into plinth.audit_entries (organization_id, actor, action, subject_type, changes, request_id, door)
     select $1::uuid, 'system:' || $1::text, 'bulk.made', 'bulk', json_build_object('text', json_build_object('after', repeat('x', 200)))::text, 'bulk', 'test'
       from generate_series(1, $2::int)`,
    [organization, count],
  );
}
