/** Takes in what changed in the ERPs: numbers and states of what is linked, and which fields were changed there. */
import Type from "typebox";
import { asking, credentialsOf, findConnection } from "#modules/connections";
import { defineJob } from "#platform/jobs";
import { listErps } from "./change.jobs.ts";
import { erpNamed } from "./connectors.ts";
import type { ErpKind, Page, Reference, TheirObject } from "./contract.ts";
import { callsOf, kindsOf } from "./erp-calls.ts";
import { changedSince } from "./marks.ts";
import {
  type Link,
  listCursors,
  listLinks,
  listWaitingPulls,
  type Seen,
  writeCursor,
  writeSeen,
} from "./queries.ts";

type Taken = { kind: ErpKind; page: Page };

export const pullChanges = defineJob({
  name: "integration.pull-changes",
  describe: "Takes in a page of what changed in an ERP, of each kind, and goes on until there is no more.",
  input: Type.Object({ connection_id: Type.String({ format: "uuid" }) }, { additionalProperties: false }),
  queue: "outside",
  withinMs: 180_000,
  // the next one is made in ten minutes anyway
  retry: { attempts: 5, firstMs: 5_000, mostMs: 300_000 },
  subject: ({ connection_id }) => ({ type: "connection", id: connection_id }),

  async prepare(context, { connection_id }, services): Promise<Taken[]> {
    const asked = asking(services.read, context);
    const connection = await findConnection(asked, connection_id);
    const erp = connection && erpNamed(connection.connector);
    if (connection === undefined || erp === undefined) return [];
    const { keyRing, clock, outbound, signal } = services;
    const credentials = credentialsOf(keyRing, connection, clock.now()).current;
    const { organizationId, requestId } = context;
    const calls = callsOf<unknown>({ connection, credentials, organizationId, requestId, outbound, signal });
    const cursors = await listCursors(asked, connection_id);
    const taken: Taken[] = [];
    for (const kind of kindsOf(connection))
      taken.push({ kind, page: await erp.pull(kind, cursors.get(kind), calls) });
    return taken;
  },

  async run(_context, tx, { connection_id }, taken) {
    const seen = new Map<string, TheirObject>();
    for (const { kind, page } of taken)
      for (const theirs of page.objects) if (isId(theirs.ourId)) seen.set(`${kind} ${theirs.ourId}`, theirs);
    const references = [...seen.keys()].map(referenceOf);
    const links = references.length === 0 ? [] : await listLinks(tx, connection_id, references);
    const news = links.flatMap((link): Seen[] => {
      const theirs = seen.get(`${link.kind} ${link.id}`);
      return theirs === undefined || theirs.version === link.externalVersion ? [] : [newsOf(link, theirs)];
    });
    if (news.length > 0) await writeSeen(tx, news);
    for (const { kind, page } of taken) await writeCursor(tx, connection_id, kind, page.cursor);
    if (taken.some(({ page }) => page.more))
      pullChanges.enqueue(tx, { connection_id }, lineOf(connection_id));
  },
});

export const pullAll = defineJob({
  name: "integration.pull-all",
  describe: "Has the changes of every ERP taken in.",
  input: Type.Object({}, { additionalProperties: false }),
  async run(_context, tx) {
    const waiting = await listWaitingPulls(tx, pullChanges.name);
    for (const { id } of await listErps(tx, "active"))
      if (!waiting.has(id)) pullChanges.enqueue(tx, { connection_id: id }, lineOf(id));
  },
});

const lineOf = (connectionId: string) => ({ serial: `erp pull ${connectionId}`, destination: connectionId });

/** A list may show less than the whole object: what it does not show is not said to have changed. */
function newsOf({ linkId, base }: Link, theirs: TheirObject): Seen {
  const changed = base === undefined ? [] : changedSince(base.theirs, theirs.fields);
  return { linkId, theirs, changed: changed.filter((name) => base !== undefined && name in base.theirs) };
}

/** Their unique field can be written by hand: what is no id is nobody's. */
function isId(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

function referenceOf(key: string): Reference {
  const [kind = "", id = ""] = key.split(" ");
  return { kind: kind as ErpKind, id }; // put together above
}
