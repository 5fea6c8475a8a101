/**
 * No verb forgets its changes: what differs between an object before and after a deed, read by somebody who sees all
 * of it, is what the deed's audit row says, field by field, with the values that the database has.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { requested } from "#harness/every-action";
import { execute } from "#harness/execute";
import { shop } from "#harness/shop";
import { auditRows } from "#harness/trail";
import type { Action } from "#platform/action";
import { commonFields, type Resource } from "#platform/resource";

const t = await testApp();
const s = await shop(t);
const { actions, registry } = t.app;

type Row = {
  action: string;
  subject_type: string;
  subject_id: string | null;
  version: number | null;
  changes: Changes;
};
type Changes = Record<string, { before?: unknown; after?: unknown; masked?: true }>;
type Fields = Record<string, unknown>;

/** Verbs of an organization whose subject is no noun that one can read; their changes are looked at by their own tests. */
const ofOrganizations = actions.filter(({ audience }) => audience === "organization");

for (const action of ofOrganizations) {
  test(`${action.name}: its audit row says what is different, and nothing that is not`, async () => {
    const { method, path, ...ask } = await requested(action.name, s, t);
    const named = /[0-9a-f-]{36}/.exec(path)?.[0];
    const noun = nounOf(action);
    const before = noun !== undefined && named !== undefined ? await read(noun, named, ask.key) : undefined;
    const answer = await s.ask(method, path, ask);
    assert.ok(answer.status < 300, answer.text);

    const rows = await rowsOf(answer.headers.get("x-request-id") ?? "");
    assert.ok(
      rows.some(({ changes }) => Object.keys(changes).length > 0),
      "it names what changed",
    );
    const [first] = rows;
    // a verb with an effect outside has a row of what it began and one of how that ended: together they tell it
    const own = rows.filter((row) => row.action === first?.action && row.subject_id === first.subject_id);
    if (first !== undefined) await hold(together(own), { id: named, object: before, key: ask.key });
    for (const row of rows.filter((each) => !own.includes(each))) await holdWhatItSays(row);
  });
}

test("the look sees a change that is forgotten, one that is wrong, and one that never was", () => {
  const noun = registry.get("customer");
  const [was, is] = [
    { name: "A", country: "DE" },
    { name: "B", country: "DE" },
  ];
  compare(noun, { name: { before: "A", after: "B" } }, was, is);
  const wrongs: Changes[] = [
    {},
    { name: { before: "A", after: "C" } },
    { name: { before: "A", after: "B" }, country: { before: "DE", after: "DE" } },
  ];
  for (const wrong of wrongs)
    assert.throws(() => compare(noun, wrong, was, is), assert.AssertionError, JSON.stringify(wrong));
});

/** What was there before the first of them, and after the last. */
function together(rows: Row[]): Row {
  return rows.reduce((sofar, row) => {
    const names = new Set([...Object.keys(sofar.changes), ...Object.keys(row.changes)]);
    const changes = Object.fromEntries(
      [...names].map((name) => [
        name,
        { ...row.changes[name], ...sofar.changes[name], ...afterOf(row, name) },
      ]),
    );
    return { ...row, changes };
  });
}

const afterOf = ({ changes }: Row, name: string) =>
  changes[name] === undefined ? {} : { after: changes[name].after };

/** Before the deed, and with whose credential it was done. */
type Known = { id: string | undefined; object: Fields | undefined; key: string | undefined };

/** The row of the verb's own object, compared with it. */
async function hold(row: Row, known: Known): Promise<void> {
  const noun = registry.resources.find(({ name, path }) => name === row.subject_type && path !== undefined);
  if (noun === undefined || row.subject_id === null) return;
  if (row.subject_id !== known.id && row.version !== 1) return;
  const before = row.subject_id === known.id ? known.object : undefined;
  const after = await read(noun, row.subject_id, known.key);
  compare(noun, row.changes, before, after);
  if (Object.keys(row.changes).length > 0) assert.equal(row.version, (after ?? before)?.version);
}

/** What else a deed changed: what its row says is so. */
async function holdWhatItSays({ subject_type, subject_id, changes }: Row): Promise<void> {
  const noun = registry.resources.find(({ name, path }) => name === subject_type && path !== undefined);
  const after = noun === undefined || subject_id === null ? undefined : await read(noun, subject_id);
  assert.ok(Object.keys(changes).length > 0);
  for (const [name, change] of Object.entries(changes)) {
    if (after === undefined || change.masked) continue;
    assert.equal(JSON.stringify(change.after), JSON.stringify(after[name]), name);
  }
}

function nounOf({ output, subject }: Action): Resource | undefined {
  const name = output !== undefined && "table" in output ? output.name : subject;
  return registry.resources.find((noun) => noun.name === name && noun.path !== undefined);
}

/** The object as the owner of everything sees it, or what is one human's as they do; undefined when it is not there. */
async function read({ path, belongs }: Resource, id: string, key = s.key): Promise<Fields | undefined> {
  const personal = typeof belongs === "object" && "person" in belongs;
  const answer = await s.ask("GET", `/v1/${path}/${id}`, personal ? { key } : {});
  return answer.status === 200 ? answer.json : undefined;
}

/** What a change of any object moves is not told again, and what belongs to other rows has rows of its own. */
function compare(noun: Resource, changes: Changes, before: Fields = {}, after: Fields = {}): void {
  const names = [...Object.keys(noun.fields), ...Object.keys(noun.children)].filter(
    (name) => !(name in commonFields),
  );
  const text = (value: unknown) => JSON.stringify(value === undefined || isEmpty(value) ? null : value);
  const different = names.filter((name) => text(before[name]) !== text(after[name]));
  assert.deepEqual(
    Object.keys(changes)
      .filter((name) => names.includes(name))
      .sort(),
    different.sort(),
  );
  for (const name of different) {
    const change = changes[name] ?? {};
    if (noun.fields[name]?.personal) {
      assert.equal(change.masked, true, name);
      assert.match(String(change.before), isEmpty(before[name] ?? null) ? /^null$/ : /^[0-9a-f]{64}$/);
      assert.match(String(change.after), isEmpty(after[name] ?? null) ? /^null$/ : /^[0-9a-f]{64}$/);
      continue;
    }
    assert.equal(text(change.before), text(before[name]), `${name} before`);
    assert.equal(text(change.after), text(after[name]), `${name} after`);
  }
}

const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

/** In the order in which they were written. */
async function rowsOf(requestId: string): Promise<Row[]> {
  const rows = await execute(
    t.database.adminUrl,
    `select action, subject_type, subject_id, subject_version as version, changes::json as changes
       from ${auditRows} a where request_id = $1 order by id`,
    [requestId],
  );
  return rows as Row[];
}
