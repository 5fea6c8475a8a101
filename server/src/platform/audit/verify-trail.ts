/**
 * Is the trail as it was sealed? Organization by organization, reading tables alone: whoever could replace entries could
 * replace a function of ours in the database as well.
 */
import { Client } from "pg";
import type { KeyRing } from "#platform/secrets";
import { type Anchor, walkChain } from "./verify-chain.ts";
import type { Finding, Verdict } from "./verify-finding.ts";
import { openKeys } from "./verify-keys.ts";
import { readHead, trailedOrganizations } from "./verify-rows.ts";
import { findHeldBack, findNoLock } from "./verify-sealing.ts";
import { findAlteredValue, findMissingValue } from "./verify-values.ts";

export type VerifyOptions = {
  /** Only these; absent: all that there are. */
  organizations?: readonly string[];
  /** Those that there are besides what the trail's own tables say: of one whose trail is gone nothing may be left. */
  known?: readonly string[];
  /** Seals that were written down earlier, by organization. */
  anchors?: ReadonlyMap<string, Anchor>;
  /** Hears now and then how many entries were read, of how many. */
  progress?(read: number, total: number): void;
};

/**
 * Verdicts in the order of the organizations' ids, as they are found; before them what is found that is nobody's.
 *
 * @param ownerUrl the role whose policies reach every row
 * @throws when no key of the trail can be opened: without any nothing can be said. The cause is a `MissingSecret`
 *   where a secret is missing from the ring
 */
export async function* verifyTrail(
  ownerUrl: string,
  keyRing: KeyRing,
  options: VerifyOptions = {},
): AsyncGenerator<Verdict> {
  const client = new Client({ connectionString: ownerUrl, application_name: "plinth audit verify" });
  client.on("error", () => {}); // a lost connection is reported by the next query
  await client.connect();
  try {
    yield* verifyOn(client, keyRing, options);
  } finally {
    await client.end();
  }
}

/** The same on a connection that is open, which sees what it has not committed. */
export async function* verifyOn(
  client: Client,
  keyRing: KeyRing,
  { organizations, known: others = [], anchors = new Map(), progress = () => {} }: VerifyOptions = {},
): AsyncGenerator<Verdict> {
  // what a statement calls is PostgreSQL's own, whatever else bears the same name
  await client.query("set search_path to pg_catalog");
  const { keys, findings } = await openKeys(client, keyRing);
  const noLock = await findNoLock(client);
  for (const finding of noLock === null ? findings : [...findings, noLock]) yield nobodys(finding);
  const known = await trailedOrganizations(client, others);
  const wanted =
    organizations?.map((id) => known.find((one) => one.id === id) ?? { id, entries: 0 }) ?? known;
  const total = wanted.reduce((sum, { entries }) => sum + entries, 0);
  let read = 0;
  const heard = (entries: number) => {
    read += entries;
    progress(read, total);
  };
  for (const { id } of wanted) yield await verifyOrganization(client, keys, id, anchors.get(id), heard);
}

async function verifyOrganization(
  client: Client,
  keys: Buffer[],
  organizationId: string,
  anchor: Anchor | undefined,
  progress: (entries: number) => void,
): Promise<Verdict> {
  const head = await readHead(client, organizationId);
  const { entries, seal, finding } = await walkChain({
    client,
    organizationId,
    head,
    keys,
    anchor,
    progress,
  });
  return {
    organization_id: organizationId,
    entries,
    unsealed: head.unsealed,
    anchor: seal === null ? null : `${entries}:${seal.toString("hex")}`,
    finding:
      finding ??
      (await findAlteredValue(client, organizationId)) ??
      (await findMissingValue(client, organizationId)) ??
      (await findHeldBack(client, organizationId)),
  };
}

const nobodys = (finding: Finding): Verdict => ({
  organization_id: null,
  entries: 0,
  unsealed: 0,
  anchor: null,
  finding,
});
