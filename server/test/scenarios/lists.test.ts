/** Lists against a reference in plain JavaScript: every filter, every sort, and pages while others write. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { requested } from "#harness/every-action";
import { shop } from "#harness/shop";
import { operatorsOf, type Resource } from "#platform/resource";
import { populate } from "./lists.fixture.ts";

const t = await testApp();
const s = await shop(t);
// what is one human's is listed for them alone, by tests of its own
const nouns = t.app.registry.resources.filter(
  ({ path, belongs }) => path !== undefined && !(typeof belongs === "object" && "person" in belongs),
);
type Row = Record<string, unknown> & { id: string };

await populate(t, s);

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
        const asked = await requested(creator, s, t);
        await s.make(asked.path, asked.body ?? {}); // which may be below another noun's
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
