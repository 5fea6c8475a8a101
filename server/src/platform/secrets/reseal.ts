/**
 * Sealing anew: what an older secret sealed is opened and sealed under the active one, so that the older one can
 * be taken out of the ring. It may be repeated and interrupted; servers go on meanwhile.
 */
import { Client } from "pg";
import { type KeyRing, MissingSecret } from "./key-ring.ts";

/** Where sealed text is kept. Names are the program's own and never come from outside. */
export type SealedPlace = {
  /** For the operator, in the plural: "signing keys". */
  what: string;
  table: string;
  column: string;
  /** The columns of the primary key. */
  key: readonly string[];
  purpose: string;
  /** SQL, where not every row is sealed. */
  where?: string;
};

export type PlaceReport = {
  what: string;
  /** Under the active secret already. */
  current: number;
  /** Under an older one: sealed anew, or only counted. */
  older: number;
  /** Under secrets that are not in the ring, by their ids. */
  missing: Map<string, number>;
  /** No secret can have sealed this. */
  damaged: number;
};

type Row = { key: string[]; sealed: string };
type Fresh = { key: string[]; old: string; fresh: string };

const batch = 500;

/**
 * @param ownerUrl the role whose policies reach every row
 * @param options.check only counts
 */
export async function reseal(
  ownerUrl: string,
  keyRing: KeyRing,
  places: readonly SealedPlace[],
  options: { check?: boolean } = {},
): Promise<PlaceReport[]> {
  const client = new Client({ connectionString: ownerUrl, application_name: "plinth reseal" });
  client.on("error", () => {}); // a lost connection is reported by the next query
  await client.connect();
  try {
    const reports: PlaceReport[] = [];
    for (const place of places)
      reports.push(await resealPlace(client, keyRing, place, options.check ?? false));
    return reports;
  } finally {
    await client.end();
  }
}

async function resealPlace(
  client: Client,
  keyRing: KeyRing,
  place: SealedPlace,
  check: boolean,
): Promise<PlaceReport> {
  const report: PlaceReport = { what: place.what, current: 0, older: 0, missing: new Map(), damaged: 0 };
  const types = await keyTypes(client, place);
  for (let after: string[] | undefined; ; ) {
    const rows = await readBatch(client, place, types, after);
    const fresh = rows.flatMap((row) => sealedAnew(keyRing, place.purpose, row, report));
    if (!check && fresh.length > 0) await writeBatch(client, place, types, fresh);
    after = rows.at(-1)?.key;
    if (rows.length < batch) return report;
  }
}

function sealedAnew(keyRing: KeyRing, purpose: string, { key, sealed }: Row, report: PlaceReport): Fresh[] {
  if (keyRing.isCurrent(sealed)) {
    report.current++;
    return [];
  }
  try {
    const fresh = keyRing.seal(purpose, keyRing.open(purpose, sealed));
    report.older++;
    return [{ key, old: sealed, fresh }];
  } catch (error) {
    if (
      error instanceof MissingSecret &&
      keyRing.secretIds.every((id) => id.length === error.secretId.length)
    )
      report.missing.set(error.secretId, (report.missing.get(error.secretId) ?? 0) + 1);
    else report.damaged++;
    return [];
  }
}

/** The keys travel as text; the types bring them back, so that the primary key's index serves. */
async function keyTypes(client: Client, { table, key }: SealedPlace): Promise<string[]> {
  const { rows } = await client.query<{ types: (string | null)[] }>(
    `select array(select format_type(a.atttypid, a.atttypmod)
                    from unnest($2::text[]) with ordinality k (name, n)
                    left join pg_attribute a on a.attrelid = $1::regclass and a.attname = k.name
                   order by k.n) as types`,
    [table, key],
  );
  const types = rows[0]?.types ?? [];
  return types.map((type, i) => {
    if (type === null) throw new Error(`${table} has no column ${key[i]}`);
    return type;
  });
}

async function readBatch(
  client: Client,
  { table, column, key, where = "true" }: SealedPlace,
  types: string[],
  after: string[] | undefined,
): Promise<Row[]> {
  const beyond =
    after === undefined
      ? ""
      : `and (${key.join(", ")}) > (${types.map((type, i) => `$${i + 1}::${type}`).join(", ")})`;
  const { rows } = await client.query<Row>(
    `select array[${key.map((name) => `${name}::text`).join(", ")}] as key, ${column} as sealed
       from ${table}
      where ${column} is not null and ${where} ${beyond}
      order by ${key.join(", ")}
      limit ${batch}`,
    after ?? [],
  );
  return rows;
}

/** A row that somebody changed meanwhile keeps what they wrote. */
async function writeBatch(
  client: Client,
  { table, column, key }: SealedPlace,
  types: string[],
  rows: Fresh[],
): Promise<void> {
  const lists = [...types.map((type, i) => `$${i + 1}::${type}[]`), `$${types.length + 1}::text[]`];
  await client.query(
    `update ${table} t
        set ${column} = n.fresh
       from unnest(${lists.join(", ")}, $${types.length + 2}::text[]) n (${key.map((_, i) => `k${i}`).join(", ")}, old, fresh)
      where ${key.map((name, i) => `t.${name} = n.k${i}`).join(" and ")} and t.${column} = n.old`,
    [
      ...key.map((_, i) => rows.map((row) => row.key[i])),
      rows.map(({ old }) => old),
      rows.map(({ fresh }) => fresh),
    ],
  );
}
