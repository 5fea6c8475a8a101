/** Brings one object to one ERP: everything outside happens before the transaction, and is found again by the next attempt. */
import Type, { type Static } from "typebox";
import { asking, type Connection, credentialsOf, findConnection } from "#modules/connections";
import type { Context } from "#platform/access";
import type { Tx } from "#platform/db";
import { defineInboxKind, raise, settle } from "#platform/inbox";
import { defineJob, GiveUp, JobFailed, type JobServices, TryLater } from "#platform/jobs";
import { closeConflict, type Decision, findDecision, writeConflict } from "./conflict.queries.ts";
import { erpNamed } from "./connectors.ts";
import {
  type ErpConnector,
  erpKinds,
  type Fields,
  type OurObject,
  type Pushed,
  type Reference,
  type Wish,
} from "./contract.ts";
import { callsOf, kindsOf } from "./erp-calls.ts";
import { conflictOpened, conflictResolved, linkPushed } from "./events.ts";
import { isHeldBack } from "./held-back.queries.ts";
import { findObject } from "./object.queries.ts";
import { type Link, listLinks, removeLink, writeLink } from "./queries.ts";
import { wayOf } from "./travelling.ts";

const PushObject = Type.Object(
  {
    connection_id: Type.String({ format: "uuid" }),
    kind: Type.Enum([...erpKinds]),
    object_id: Type.String({ format: "uuid" }),
  },
  { additionalProperties: false },
);
type PushObject = Static<typeof PushObject>;

/** What came of it outside. */
type Brought =
  | { end: "nothing" }
  /** There is nothing to link any more. */
  | { end: "gone" }
  | { end: "pushed"; pushed: Pushed; object: OurObject; fields: Fields; connection: Connection };

const singular = {
  customers: "customer",
  products: "product",
  orders: "order",
  payments: "payment",
} as const;

export const pushObject = defineJob({
  name: "integration.push-object",
  describe: "Brings an object to an ERP as it is here, or finds that both sides changed.",
  input: PushObject,
  queue: "outside",
  // several calls, each of which may take its time
  withinMs: 180_000,
  subject: ({ kind, object_id }) => ({ type: singular[kind], id: object_id }),

  async prepare(context, { connection_id, ...given }, services): Promise<Brought> {
    const reference: Reference = { kind: given.kind, id: given.object_id };
    const asked = asking(services.read, context);
    const [connection, object] = await Promise.all([
      findConnection(asked, connection_id),
      findObject(asked, reference),
    ]);
    if (object === undefined) return { end: "gone" };
    const erp = connection && erpNamed(connection.connector);
    const way = wayOf(object);
    if (connection === undefined || erp === undefined || way === "stay") return { end: "nothing" };
    if (!kindsOf(connection).includes(reference.kind)) return { end: "nothing" };
    // its order was cancelled since, and the ERP never had it
    if (await isHeldBack(asked, connection_id, object)) return { end: "gone" };

    const needs = erp.needs(object, connection.configuration);
    const links = await listLinks(asked, connection_id, [reference, ...needs]);
    const own = links.find(({ kind, id }) => kind === reference.kind && id === reference.id);
    // what was never there needs nothing to be there for it
    const waitedMs = services.clock.now().getTime() - services.job.enqueuedAt.getTime();
    if (way === "make" || own?.externalId !== undefined) requireThere(connection, needs, links, waitedMs);
    const fields = erp.map(object, namesIn(links), connection.configuration);
    const decision = own && (await findDecision(asked, own.linkId));
    const pushed = await bring(erp, decision, wishOf(reference, fields, own, decision, way), {
      ...{ connection, context, services },
    });
    return { end: "pushed", pushed, object, fields, connection };
  },

  async run(context, tx, { connection_id, kind, object_id }, brought) {
    const reference: Reference = { kind, id: object_id };
    if (brought.end === "gone") return void (await forget(tx, connection_id, reference));
    if (brought.end === "nothing") return;
    const { pushed, object, fields, connection } = brought;
    if (pushed.outcome === "conflict") return await open(context, tx, connection, object, fields, pushed);
    const theirs = pushed.outcome === "absent" ? undefined : pushed.theirs;
    const base = pushed.outcome === "absent" ? undefined : pushed.base;
    const written = { state: "in_sync" as const, ourVersion: object.version, theirs, base };
    const { linkId, version } = await writeLink(tx, connection_id, reference, written);
    const about = { kind, object_id, connection_id };
    const closed = await closeConflict(tx, linkId);
    if (closed !== undefined) {
      conflictResolved.emit(tx, context, { id: closed.conflictId, version: closed.version }, about);
      await settle(tx, context.organizationId, incidentOf(linkId), "Both sides are in step again.");
    }
    linkPushed.emit(tx, context, { id: linkId, version }, { ...about, outcome: pushed.outcome });
  },
});

/** Enqueues it: of one object one at a time, in order, and only as much as the ERP can take. */
export function push(tx: Tx, connectionId: string, { kind, id }: Reference): void {
  const input: PushObject = { connection_id: connectionId, kind, object_id: id };
  pushObject.enqueue(tx, input, { serial: `erp ${connectionId} ${id}`, destination: connectionId });
}

/** Its link and what was to be decided about it. @returns whether there was a link */
export async function forget(tx: Tx, connectionId: string, reference: Reference): Promise<boolean> {
  const linkId = await removeLink(tx, connectionId, reference);
  if (linkId === undefined) return false;
  await settle(tx, tx.context.organizationId, incidentOf(linkId), "There is nothing to decide any more.");
  return true;
}

/** @throws TryLater while they are on their way, JobFailed when they are not */
function requireThere(connection: Connection, needs: Reference[], links: Link[], waitedMs: number): void {
  for (const need of needs) {
    const link = links.find(({ kind, id }) => kind === need.kind && id === need.id);
    // a pull may have met it as a draft, of whose making nobody has heard yet
    if (link?.externalId !== undefined && link.base !== undefined) continue;
    if (!kindsOf(connection).includes(need.kind))
      throw new GiveUp(
        "not_allowed",
        `It needs ${need.kind} in the ERP, which the connection does not allow.`,
      );
    if (link?.state === "pending")
      throw new TryLater(
        restWhileWaiting(waitedMs),
        "waits_for_others",
        `It waits until ${need.kind} that it needs are in the ERP.`,
      );
    throw new JobFailed("needs_others", `It needs ${need.kind} in the ERP that could not be brought there.`);
  }
}

/**
 * What it needs is under way as a rule, and there within seconds; an order may wait for its confirmation for days. So it
 * rests as long as it has waited already.
 */
function restWhileWaiting(waitedMs: number): number {
  return Math.min(Math.max(waitedMs, 1_000), 60_000);
}

/** Their ids of what is there; an order that is followed and was never there is not written with them. */
function namesIn(links: Link[]): (reference: Reference) => string {
  return ({ kind, id }) => links.find((link) => link.kind === kind && link.id === id)?.externalId ?? "";
}

function wishOf(
  { kind, id }: Reference,
  fields: Fields,
  own: Link | undefined,
  decision: Decision | undefined,
  way: "make" | "follow",
): Wish {
  return {
    ...{ kind, id, fields },
    externalId: own?.externalId,
    base: own?.base,
    make: way === "make",
    decided: decision?.take === "ours" ? { version: decision.externalVersion } : undefined,
  };
}

type Means = { connection: Connection; context: Context; services: JobServices };

async function bring(
  erp: ErpConnector,
  decision: Decision | undefined,
  wish: Wish,
  { connection, context: { organizationId, requestId }, services }: Means,
): Promise<Pushed> {
  const { outbound, signal, keyRing, clock } = services;
  const credentials = credentialsOf(keyRing, connection, clock.now()).current;
  const calls = callsOf<unknown>({ connection, credentials, organizationId, requestId, outbound, signal });
  return await (decision === undefined ? erp.push(wish, calls) : erp.resolve(decision.take, wish, calls));
}

export const erpConflict = defineInboxKind({
  kind: "erp_conflict",
  describe: "An object was changed here and in the ERP: somebody decides which side holds.",
});

const incidentOf = (linkId: string) => `erp_conflict ${linkId}`;

async function open(
  context: Context,
  tx: Tx,
  { id: connectionId, name, ownerUserId }: Connection,
  { kind, id, version: ourVersion }: OurObject,
  ours: Fields,
  { theirs, oursChanged, theirsChanged }: Extract<Pushed, { outcome: "conflict" }>,
): Promise<void> {
  const { linkId } = await writeLink(
    tx,
    connectionId,
    { kind, id },
    {
      ...{ state: "conflict" as const, ourVersion, theirs, base: undefined },
    },
  );
  const { conflictId, version } = await writeConflict(
    tx,
    linkId,
    connectionId,
    { kind, id },
    {
      ...{ ours, ourVersion, theirs, oursChanged, theirsChanged },
    },
  );
  conflictOpened.emit(
    tx,
    context,
    { id: conflictId, version },
    { kind, object_id: id, connection_id: connectionId },
  );
  const how = theirs === undefined ? "was removed there" : `was changed there (${theirsChanged.join(", ")})`;
  await raise(tx, context.organizationId, {
    kind: erpConflict,
    key: incidentOf(linkId),
    subject: { type: "sync_conflict", id: conflictId },
    because: `One of the ${kind} was changed here (${oursChanged.join(", ")}) and ${how}, in ${name}.`,
    details: {
      connection_id: connectionId,
      kind,
      object_id: id,
      ours_changed: oursChanged,
      theirs_changed: theirsChanged,
    },
    resolves: [{ action: "sync_conflicts.resolve", door: `POST /v1/sync_conflicts/${conflictId}/resolve` }],
    ownerUserId,
  });
}
