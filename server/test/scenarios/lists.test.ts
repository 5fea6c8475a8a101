/** Lists against a reference in plain JavaScript: every filter, every sort, and pages while others write. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { requested } from "#harness/every-action";
import { execute } from "#harness/execute";
import { shop } from "#harness/shop";
import { operatorsOf, type Resource } from "#platform/resource";

const t = await testApp();
const s = await shop(t);
const nouns = t.app.registry.resources.filter(({ path }) => path !== undefined);
type Row = Record<string, unknown> & { id: string };

const names = [
  "Öl & Co",
  "Alfreds",
  "alfreds",
  "Zuma",
  "Alfreds Futterkiste",
  "100% Wolle",
  "a_b",
  "Ærø",
  "back\\slash",
];
const pick = <T>(values: readonly T[], i: number): T => values[i % values.length] as T;

/** Twenty or more of every noun, with equal values in what is sorted and nulls in what may be null. */
async function populate(): Promise<void> {
  const batch = async (path: string, count: number, item: (i: number) => object): Promise<Row[]> => {
    const items = Array.from({ length: count }, (_, i) => item(i));
    const { status, json, text } = await s.post(`/v1/${path}/batch`, { items });
    assert.equal(status, 200, text);
    return json.data;
  };
  const customers = await batch("customers", 40, (i) => ({
    name: pick(names, i),
    country: pick(["DE", "SE", "FR"], i),
    currency: "EUR",
    status: pick(["active", "active", "on_hold", "archived"], i),
    ...(i % 3 === 0 ? { external_reference: `C-${i}`, tax_id: `DE${i}` } : {}),
  }));
  const products = await batch("products", 25, (i) => ({
    sku: `S-${String((i * 7) % 25).padStart(2, "0")}`,
    name: pick(names, i),
    tax_category: pick(["standard", "reduced", "zero"], i),
    status: pick(["active", "discontinued"], i),
    ...(i % 2 === 0 ? { description: `About ${pick(names, i + 1)}` } : { external_reference: `P-${i}` }),
    prices: [{ currency: "EUR", unit_price: "10" }],
  }));
  const of = (i: number) => pick(customers, i).id;
  await batch("contacts", 25, (i) => ({
    customer_id: of(i % 4),
    name: pick(names, i),
    ...(i % 2 ? { email: `${i}@example.com` } : {}),
  }));
  await batch("addresses", 25, (i) => ({
    customer_id: of(i % 4),
    kind: pick(["billing", "shipping"], i),
    line1: "1",
    city: pick(names, i),
    country: pick(["DE", "FR"], i),
    ...(i % 2 ? { external_reference: `A-${i}` } : {}),
  }));
  await batch("warehouses", 20, (i) => ({ code: `W${i}`, name: "W", priority: (i % 4) * 10 }));
  await batch("stock_movements", 25, (i) => ({
    product_id: pick(products, i).id,
    quantity: 5,
    reason: pick(["received", "returned", "adjusted"], i),
    ...(i % 2 ? { external_reference: `M-${i}` } : {}),
  }));
  await batch("orders/record", 60, (i) => ({
    number: `R-${(i * 13) % 60}`,
    customer_id: of(i % 5),
    currency: "EUR",
    status: pick(["placed", "shipped", "returned"], i),
    placed_at: `2026-0${1 + (i % 3)}-01T00:00:00.${pick(["5", "499999", "500001", "05"], i)}Z`,
    ...(i % 4 === 0 ? { external_reference: `O-${i}` } : {}),
    lines: [{ product_id: pick(products, i).id, quantity: 1 + (i % 3), unit_price: "10" }],
  }));
  const accounts = await Promise.all(
    ["A", "B", "C"].map((name) => s.make("/v1/service_accounts", { name, role: "sales" })),
  );
  for (let i = 0; i < 20; i++)
    await s.make("/v1/api_keys", {
      name: `key ${i}`,
      ...(i % 3 ? { service_account_id: pick(accounts, i) } : {}),
    });
  for (let i = 0; i < 20; i++)
    await s.make("/v1/invitations", { email: `asked.${i}@example.com`, role: "sales" });
  for (let i = 0; i < 14; i++) await s.make("/v1/roles", { name: `role_${i}`, permissions: ["orders:read"] });
  await members();
  await assignments();
  await buyers();
}

/** Who came, and who left again: some at one moment, with the same names and roles. */
async function members(): Promise<void> {
  await execute(
    t.database.adminUrl,
    `with people as (
       insert into users (email, name)
       select 'member.' || i || '@example.com', ($2::text[])[1 + i % 9] from generate_series(1, 24) i
       returning id, email, name
     )
     insert into members (organization_id, id, email, name, role, ended_at, created_at)
     select $1, id, email, name, (array['sales', 'warehouse', 'admin'])[1 + place % 3],
            case when place % 4 = 0 then timestamptz '2026-01-01' + (place % 8) * interval '1 day' end,
            timestamptz '2025-01-01' + (place % 5) * interval '1 day'
       from (select *, row_number() over (order by email) as place from people) x`,
    [s.organization, names],
  );
}

/** Every member looks after two customers. */
async function assignments(): Promise<void> {
  await execute(
    t.database.adminUrl,
    `insert into customer_assignments (organization_id, member_id, customer_id)
     select m.organization_id, m.id, c.id
       from members m cross join lateral (
         select id from customers c where c.organization_id = m.organization_id order by md5(m.id::text || c.id::text) limit 2
       ) c
      where m.organization_id = $1 and m.email like 'member.%'`,
    [s.organization],
  );
}

/** Contacts with an address were asked to buy, and others came: some at one moment, some have left. */
async function buyers(): Promise<void> {
  const { data } = (await s.get("/v1/contacts?limit=200")).json as { data: Row[] };
  for (const { id } of data.filter(({ email }) => email !== null).slice(0, 3))
    assert.equal((await s.post(`/v1/contacts/${id}/invite`, {})).status, 200);
  await execute(
    t.database.adminUrl,
    `with people as (
       insert into users (email, name)
       select 'buyer.' || i || '@example.com', ($2::text[])[1 + i % 9] from generate_series(1, 24) i
       returning id, email, name
     ), placed as (
       select *, row_number() over (order by email) as place from people
     ), whose as (
       select id, customer_id, row_number() over (order by id) as place from contacts where organization_id = $1
     )
     insert into buyers (organization_id, id, contact_id, customer_id, email, name, ended_at, created_at)
     select $1, p.id, w.id, w.customer_id, p.email, p.name,
            case when p.place % 4 = 0 then timestamptz '2026-01-01' + (p.place % 8) * interval '1 day' end,
            timestamptz '2025-01-01' + (p.place % 5) * interval '1 day'
       from placed p join whose w on w.place = p.place`,
    [s.organization, names],
  );
}
await populate();

/** Follows the cursors from the first page to the last; `between` runs after every page. */
async function walk(
  path: string,
  limit: number,
  between: () => Promise<unknown> = async () => {},
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after = ""; ; ) {
    const answer = await s.get(`${path}${path.includes("?") ? "&" : "?"}limit=${limit}${after}`);
    assert.equal(answer.status, 200, answer.text);
    const { data, next_cursor }: { data: Row[]; next_cursor: string | null } = answer.json;
    assert.ok(data.length === limit || next_cursor === null, "a page that is not the last is full");
    rows.push(...data);
    if (next_cursor === null) return rows;
    await between();
    after = `&after=${encodeURIComponent(next_cursor)}`;
  }
}

/** Texts as PostgreSQL's C.UTF-8 compares them, times to the microsecond. */
function comparable(noun: Resource, field: string, value: unknown): number | string {
  if (typeof value === "number") return value;
  if (noun.fields[field]?.kind === "time") {
    const [whole = "", fraction = ""] = String(value).replace("Z", "").split(".");
    return `${whole.padEnd(19, ":00")}.${fraction.padEnd(6, "0")}`;
  }
  return Buffer.from(String(value)).toString("hex");
}

function sortedAs(noun: Resource, rows: Row[], sort: string): string[] {
  const keys = sort.split(",");
  const last = keys.at(-1)?.startsWith("-") ? "-id" : "id";
  return [...rows]
    .sort((a, b) => {
      for (const key of [...keys, last]) {
        const field = key.replace("-", "");
        const [x, y] = [comparable(noun, field, a[field]), comparable(noun, field, b[field])];
        if (x !== y) return (x < y ? -1 : 1) * (key.startsWith("-") ? -1 : 1);
      }
      return 0;
    })
    .map(({ id }) => id);
}

const ids = (rows: Row[]) => rows.map(({ id }) => id);

for (const noun of nouns) {
  const path = `/v1/${noun.path}`;
  const single = noun.sort.flatMap((key) => [key, `-${key}`]);
  const double =
    noun.sort.length > 1 ? [`${noun.sort[0]},-${noun.sort[1]}`, `-${noun.sort[1]},${noun.sort[0]}`] : [];

  test(`${noun.path}: without a sort the newest come first`, async () => {
    const rows = await walk(path, 7);
    assert.deepEqual(ids(rows), sortedAs(noun, rows, "-id"));
    assert.deepEqual(new Set(ids(rows)).size, rows.length);
    assert.equal((await s.get(`${path}?count=exact`)).json.total, rows.length);
  });

  for (const sort of [...single, ...double, "id"]) {
    test(`${noun.path}: pages sorted by ${sort} hold every row once, in the reference's sequence`, async () => {
      const whole = await walk(`${path}?sort=-id`, 200);
      assert.deepEqual(ids(await walk(`${path}?sort=${sort}`, 7)), sortedAs(noun, whole, sort));
    });
  }

  const creator = `${noun.path}.create`;
  if (!t.app.actions.some(({ name, audience }) => name === creator && audience === "organization")) continue;
  test(`${noun.path}: while others add rows, pages repeat nothing and miss nothing of what was there`, async () => {
    for (const sort of [...single, "-id", "id"]) {
      const before = await walk(path, 200);
      const seen = await walk(`${path}?sort=${sort}`, 40, async () => {
        const { body } = await requested(creator, s, t);
        await s.make(path, body ?? {});
      });
      assert.equal(new Set(ids(seen)).size, seen.length, "a row came twice");
      const found = new Set(ids(seen));
      const missed = ids(before).filter((id) => !found.has(id));
      assert.deepEqual(missed, [], "a row that was there from the beginning was missed");
      assert.deepEqual(ids(seen), sortedAs(noun, seen, sort));
    }
  });
}

type Filter = { query: string; keeps: (row: Row) => boolean };

/** What each operator means, said a second time. A null is neither equal nor unequal to anything. */
function filtersOf(noun: Resource, name: string, rows: Row[]): Filter[] {
  const known = [...new Set(rows.map((row) => row[name]).filter((value) => value !== null))];
  const value = known[Math.floor(known.length / 2)];
  const at = (row: Row) => comparable(noun, name, row[name]);
  const mark = comparable(noun, name, value);
  const has = (row: Row) => row[name] !== null;
  const text = (some: unknown) => encodeURIComponent(String(some));
  return operatorsOf(noun, name).flatMap((operator): Filter[] => {
    const query = `${name}${operator === "eq" ? "" : `[${operator}]`}=${text(value)}`;
    switch (operator) {
      case "eq":
        return [
          { query, keeps: (row) => row[name] === value },
          {
            query: `${name}=${[known[0], value].map(text).join(",")}`,
            keeps: (row) => row[name] === known[0] || row[name] === value,
          },
        ];
      case "ne":
        return [{ query, keeps: (row) => has(row) && row[name] !== value }];
      case "gt":
        return [{ query, keeps: (row) => has(row) && at(row) > mark }];
      case "gte":
        return [{ query, keeps: (row) => has(row) && at(row) >= mark }];
      case "lt":
        return [{ query, keeps: (row) => has(row) && at(row) < mark }];
      case "lte":
        return [{ query, keeps: (row) => has(row) && at(row) <= mark }];
      case "null":
        return [
          { query: `${name}[null]=true`, keeps: (row) => !has(row) },
          { query: `${name}[null]=false`, keeps: has },
        ];
      case "like":
        return ["%alf%", "alf%", "_lfreds", "100\\", "%k\\s%"].map((pattern) => ({
          query: `${name}[like]=${text(pattern)}`,
          keeps: (row: Row) => has(row) && likeness(pattern).test(String(row[name])),
        }));
      default:
        throw new Error(`the reference does not know the operator "${operator}"`);
    }
  });
}

function likeness(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("%", "[^]*")
    .replaceAll("_", "[^]");
  return new RegExp(`^${source}$`, "iu");
}

for (const noun of nouns.filter(({ filter }) => filter.length > 0)) {
  test(`${noun.path}: every filter and every two of them keep what the reference keeps`, async () => {
    const rows = await walk(`/v1/${noun.path}`, 200);
    assert.ok(rows.length >= 20, `${rows.length} rows tell little`);
    const filters = new Map(noun.filter.map((name) => [name, filtersOf(noun, name, rows)]));
    const expected = (...some: Filter[]) =>
      ids(rows.filter((row) => some.every(({ keeps }) => keeps(row)))).sort();
    const found = async (...some: Filter[]) =>
      ids(await walk(`/v1/${noun.path}?${some.map(({ query }) => query).join("&")}`, 200)).sort();

    for (const [name, own] of filters) {
      for (const one of own) assert.deepEqual(await found(one), expected(one), one.query);
      for (const [other, theirs] of filters) {
        if (other <= name) continue;
        const [a, b] = [own.at(-1), theirs.at(-1)];
        if (a !== undefined && b !== undefined)
          assert.deepEqual(await found(a, b), expected(a, b), `${a.query}&${b.query}`);
      }
    }
    const total = await s.get(`/v1/${noun.path}?count=exact&limit=1&${[...filters.values()][0]?.[0]?.query}`);
    const [first] = [...filters.values()][0] ?? [];
    assert.equal(total.json.total, first === undefined ? -1 : expected(first).length);
  });
}

for (const noun of nouns.filter(({ search }) => search.length > 0)) {
  test(`${noun.path}: a search finds what holds the words in any of its fields, whatever their case, and takes % and _ as they are`, async () => {
    const rows = await walk(`/v1/${noun.path}`, 200);
    for (const words of ["alfreds", "ÖL", "100%", "a_b", "r-1", "k\\s", "nothing like it"]) {
      const found = await walk(`/v1/${noun.path}?q=${encodeURIComponent(words)}`, 200);
      const expected = rows.filter((row) =>
        noun.search.some((field) =>
          String(row[field] ?? "")
            .toLowerCase()
            .includes(words.toLowerCase()),
        ),
      );
      assert.deepEqual(ids(found).sort(), ids(expected).sort(), words);
    }
  });
}
