/**
 * The second wall, table by table: what Row Level Security alone must hold, asked of the catalog and tried out as
 * plinth_app. Each check answers its complaints; none means that the wall stands. All run inside the caller's
 * transaction, so that a policy can be taken away, the gap seen, and everything put back.
 */
import type { Client } from "pg";
import {
  add,
  asApp,
  atWork,
  belonging,
  type Caller,
  dropboxes,
  forThemselves,
  isOfNobody,
  isOfPeople,
  isShared,
  type Owners,
  ofActors,
  rowsOf,
  trying,
  type WalledTable,
} from "./walled-tables.fixture.ts";

/** What `plinth_app` may do for an organization or a human, to their own rows and to those of the other one. */
export async function ownerComplaints(client: Client, table: WalledTable, owners: Owners): Promise<string[]> {
  const { name, owner, rights } = table;
  if (isOfNobody(name)) return [];
  const personal = isOfPeople(name);
  const [own, other] = personal ? [owners.human, owners.anotherHuman] : [owners.own, owners.other];
  const caller = personal ? forThemselves(owners) : atWork(owners);
  const complaints: string[] = [];
  const complain = (what: string) => complaints.push(`${name}: ${what}`);
  const theirs = await rowsOf(client, table, other);
  const mine = await rowsOf(client, table, own);
  if (theirs.length === 0 || mine.length === 0)
    return [`${name}: holds no rows of both, so that nothing was tried`];
  const act = (text: string, values: unknown[]) => asApp(client, caller, text, values);

  if (rights.includes("select")) {
    const seen = await act(`select from ${name} where ${owner} = $1`, [other]);
    if (seen !== 0) complain(`${seen} rows of somebody else are seen`);
    const all = await act(`select from ${name}`, []);
    if (all !== mine.length) complain(`${all} of ${mine.length} rows of one's own are seen`);
  }
  if (rights.includes("insert")) {
    const foreign = await add(client, caller, table, theirs[0]);
    if (foreign !== "42501") complain(`a row of somebody else may be added (${foreign})`);
    const again = await add(client, caller, table, mine[0]);
    if (again === "42501") complain("a row of one's own may not be added");
  }
  // without a condition: one that reads a column would be held back by the right to select as well
  if (rights.includes("update")) {
    const kept = await act(`update ${name} set ${owner} = $1`, [own]);
    if (kept !== mine.length) complain(`an update touches ${kept} and not one's own ${mine.length} rows`);
    const given = await act(`update ${name} set ${owner} = $1`, [other]);
    if (given !== "42501") complain(`rows may be given to somebody else (${given})`);
  }
  if (rights.includes("delete")) {
    const gone = await act(`delete from ${name}`, []);
    if (gone !== mine.length) complain(`a delete touches ${gone} and not one's own ${mine.length} rows`);
  }
  return complaints;
}

/**
 * A human's rows answer to the human alone: not to them as a member at work, not to a program that bears their id,
 * not to whoever nobody knows yet.
 */
export async function humanComplaints(client: Client, table: WalledTable, owners: Owners): Promise<string[]> {
  const { name, owner, rights } = table;
  if (!isOfPeople(name)) return [];
  const { own, human } = owners;
  const nil = "00000000-0000-0000-0000-000000000000";
  const callers: Caller[] = [
    ...["member", "buyer", "api_key", "service_account", "system", "xuser"].map((kind) => ({
      organization: own,
      actor: `${kind}:${human}`,
      scope: "all",
    })),
    { organization: null, actor: `public:${nil}`, scope: null },
    { organization: null, actor: `public:${human}`, scope: null },
  ];
  const [mine] = await rowsOf(client, table, human);
  const complaints: string[] = [];
  for (const caller of callers) {
    const complain = (what: string) => complaints.push(`${name}: ${caller.actor} ${what}`);
    for (const [right, text] of [
      ["select", `select from ${name}`],
      ["update", `update ${name} set ${owner} = '${human}'`],
      ["delete", `delete from ${name}`],
    ] as const) {
      if (!rights.includes(right)) continue;
      const touched = await asApp(client, caller, text, []);
      if (touched !== 0) complain(`touches ${touched} rows by ${right}`);
    }
    if (!rights.includes("insert")) continue;
    const added = await add(client, caller, table, mine);
    if (added !== "42501") complain(`may add a row (${added})`);
  }
  return complaints;
}

/**
 * What is one human's in an organization is theirs as its member and as its buyer, and nobody else's: not a colleague's
 * who sees everything, not a program's that bears their id, not the system's.
 */
export async function personalComplaints(
  client: Client,
  table: WalledTable,
  owners: Owners,
): Promise<string[]> {
  const { name, owner, rights } = table;
  if (ofActors[name] === undefined) return [];
  const { own, human } = owners;
  const mine = await rowsOf(client, table, own);
  const complaints: string[] = [];
  const expected: [actor: string, rows: number][] = [
    [`member:${own}`, mine.length],
    [`buyer:${own}`, mine.length],
    [`member:${human}`, 0],
    ...["api_key", "service_account", "system", "xmember"].map((kind): [string, number] => [
      `${kind}:${own}`,
      0,
    ]),
  ];
  for (const [actor, rows] of expected) {
    const caller = { organization: own, actor, scope: "all" };
    const complain = (what: string) => complaints.push(`${name}: ${actor} ${what}`);
    for (const [right, text] of [
      ["select", `select from ${name}`],
      ["update", `update ${name} set ${owner} = '${own}'`],
      ["delete", `delete from ${name}`],
    ] as const) {
      if (!rights.includes(right)) continue;
      const touched = await asApp(client, caller, text, []);
      if (touched !== rows) complain(`touches ${touched} rows by ${right} and not ${rows}`);
    }
    if (rows > 0 || !rights.includes("insert")) continue;
    const added = await add(client, caller, table, mine[0]);
    if (added !== "42501") complain(`may add a row of theirs (${added})`);
  }
  return complaints;
}

/** Nobody's tables: a dropbox takes rows of every caller and shows none, an internal one is not even touched. */
export async function nobodysComplaints(
  client: Client,
  table: WalledTable,
  owners: Owners,
): Promise<string[]> {
  const { name, rights, owner } = table;
  if (!isOfNobody(name)) return [];
  const granted = name in dropboxes ? ["insert"] : [];
  const complaints =
    rights.join() === granted.join() ? [] : [`${name}: plinth_app holds ${rights.join()} on it`];
  const { rows } = await client.query<{ row: unknown }>(`select to_json(t) as row from ${name} t limit 1`);
  const [sample] = rows;
  if (sample === undefined) return [`${name}: holds no row, so that nothing was tried`];
  for (const caller of [atWork(owners), forThemselves(owners)]) {
    for (const text of [
      `select from ${name}`,
      `update ${name} set ${owner} = ${owner}`,
      `delete from ${name}`,
    ]) {
      const touched = await asApp(client, caller, text, []);
      if (touched !== "42501") complaints.push(`${name}: "${text}" is answered with ${touched}`);
    }
    const added = await add(client, caller, table, sample.row);
    // its keys are taken: that is told after the policies let the row through
    const expected = granted.includes("insert") ? "23505" : "42501";
    if (added !== expected) complaints.push(`${name}: adding a row is answered with ${added}`);
  }
  return complaints;
}

/** What a missing, empty or broken context is answered with. */
export async function contextComplaints(
  client: Client,
  { name, rights }: WalledTable,
  owners: Owners,
): Promise<string[]> {
  if (!rights.includes("select")) return [];
  const look = `select from ${name}`;
  const without = await trying(client, "set local role plinth_app", [], look, []);
  const complaints = without === "PL001" ? [] : [`${name}: without a context it answers ${without}`];
  const { human } = owners;
  const refused: Caller[] = isOfPeople(name)
    ? [{ organization: null, actor: "", scope: null }]
    : [
        // a human for themselves has no organization; one with the actor alone is half a context
        forThemselves(owners),
        { organization: null, actor: `member:${human}`, scope: "all" },
        // what everybody in the organization shares, or is one human's whatever they see, need not ask for the scope
        ...(isShared(name) || name in ofActors ? [] : [atWork(owners, "{}"), atWork(owners, "")]),
      ];
  for (const caller of refused) {
    const answer = await asApp(client, caller, look, []);
    if (answer !== "PL001") complaints.push(`${name}: ${JSON.stringify(caller)} is answered with ${answer}`);
  }
  return complaints;
}

/** What an actor sees, changes and removes whose scope is one customer: staff who look after it, and its buyer. */
export async function scopeComplaints(client: Client, table: WalledTable, owners: Owners): Promise<string[]> {
  const { name, rights } = table;
  if (!rights.includes("select") || isOfPeople(name)) return [];
  const byActor = belonging[name]?.includes("$2");
  const buyer = owners.actor.replace(/^\w+/, "buyer");
  const complaints: string[] = [];
  for (const actor of byActor ? [owners.actor] : [owners.actor, buyer])
    complaints.push(...(await complaintsInScope(client, table, { ...owners, actor })));
  return complaints;
}

async function complaintsInScope(client: Client, table: WalledTable, owners: Owners): Promise<string[]> {
  const { name, owner, rights } = table;
  const { own, customer, actor } = owners;
  const scoped = atWork(owners, `{${customer}}`);
  const condition = belonging[name] ?? "false";
  const { rows } = await client.query<{ inside: number; sample: unknown }>(
    `select count(*) filter (where ${condition})::int as inside,
            (array_agg(to_json(t)) filter (where not (${condition})))[1] as sample
       from ${name} t where ${owner} = $3 and ($1::uuid is not null and $2::text is not null)`,
    [customer, actor, own],
  );
  const { inside = 0, sample } = rows[0] ?? {};
  if (condition !== "false" && inside === 0)
    return [`${name}: no row belongs to the customer, so nothing was tried`];
  const complaints: string[] = [];
  const tried = [
    ["select", `select from ${name}`],
    ["update", `update ${name} set ${owner} = '${own}'`],
    ["delete", `delete from ${name}`],
  ] as const;
  for (const [right, text] of tried) {
    if (!rights.includes(right)) continue;
    const touched = await asApp(client, scoped, text, []);
    if (touched !== inside)
      complaints.push(`${name}: a scoped ${right} touches ${touched} rows and not ${inside}`);
  }
  // hidden tables take a scoped actor's trail without showing it; others take only what lies inside the scope
  if (rights.includes("insert") && name in belonging && sample != null) {
    const added = await add(client, scoped, table, sample);
    if (added !== "42501")
      complaints.push(`${name}: a scoped actor may add what lies outside of its scope (${added})`);
  }
  return complaints;
}

/** The two that maintain and serve: the owner reaches every row, and so does the system where it is admitted. */
export async function serviceComplaints(client: Client, { name }: WalledTable): Promise<string[]> {
  const { rows } = await client.query<{ all: number; system: boolean }>(
    `select count(*)::int as all, has_any_column_privilege('plinth_system', $1, 'select') as system from ${name}`,
    [name],
  );
  const { all, system } = rows[0] ?? { all: 0, system: false };
  const look = `select from ${name}`;
  // by name: elsewhere the owner may not inherit what the system may
  const named = await client.query(
    `select from pg_policy where polrelid = $1::regclass and polroles = array['plinth_owner'::regrole::oid]
        and polcmd = '*' and pg_get_expr(polqual, polrelid) = 'true'`,
    [name],
  );
  const complaints = named.rowCount === 1 ? [] : [`${name}: no policy admits plinth_owner by name`];
  for (const role of system ? ["plinth_owner", "plinth_system"] : ["plinth_owner"]) {
    const seen = await trying(client, `set local role ${role}`, [], look, []);
    if (seen !== all) complaints.push(`${name}: ${role} sees ${seen} of ${all} rows`);
  }
  return complaints;
}
