/** What changed here is to be in every ERP that takes it: one job per ERP and object, what it needs before it. */
import Type from "typebox";
import { type Asking, type Connection, listConnections } from "#modules/connections";
import type { Tx } from "#platform/db";
import { defineJob } from "#platform/jobs";
import { erpNamed, erpNames } from "./connectors.ts";
import { type ErpKind, erpKinds, type OurObject, type Reference } from "./contract.ts";
import { kindsOf } from "./erp-calls.ts";
import { isHeldBack } from "./held-back.queries.ts";
import { findObject, listObjectIds, listPaymentsOf } from "./object.queries.ts";
import { forget, push } from "./push.jobs.ts";
import { expectObjects, listLinks, markPending } from "./queries.ts";
import { wayOf } from "./travelling.ts";

const id = Type.String({ format: "uuid" });

export const noteChange = defineJob({
  name: "integration.note-change",
  describe: "Sees to it that an object which changed here is pushed to every ERP that takes such objects.",
  input: Type.Object({ kind: Type.Enum([...erpKinds]), object_id: id }, { additionalProperties: false }),
  subject: ({ object_id }) => ({ type: "object", id: object_id }),
  async run(_context, tx, { kind, object_id }) {
    // of a paused one the pushes wait for it to be resumed
    const erps = await listErps(tx, "all");
    if (erps.length === 0) return;
    const reference: Reference = { kind, id: object_id };
    const object = await findObject(tx, reference);
    if (object === undefined) return await forgetEverywhere(tx, erps, reference);
    const way = wayOf(object);
    if (way === "stay") return;
    for (const connection of erps)
      if (kindsOf(connection).includes(kind)) await pushWithNeeds(tx, connection, object);
    if (kind === "orders" && way === "make") await notePayments(tx, erps, object_id);
  },
});

const mostAtOnce = 200;
const nil = "00000000-0000-0000-0000-000000000000";

export const pushAll = defineJob({
  name: "integration.push-all",
  describe: "Pushes all objects of a kind to an ERP anew, a few hundred at a time.",
  input: Type.Object(
    { connection_id: id, kind: Type.Enum([...erpKinds]), after: Type.Optional(id) },
    { additionalProperties: false },
  ),
  subject: ({ connection_id }) => ({ type: "connection", id: connection_id }),
  async run(_context, tx, { connection_id, kind, after = nil }) {
    const connection = (await listErps(tx, "all")).find((each) => each.id === connection_id);
    if (connection === undefined || !kindsOf(connection).includes(kind)) return;
    const ids = await listObjectIds(tx, kind, after, mostAtOnce);
    for (const object of await findObjects(tx, kind, ids)) await pushWithNeeds(tx, connection, object);
    const last = ids.at(-1);
    if (last !== undefined && ids.length === mostAtOnce)
      pushAll.enqueue(
        tx,
        { connection_id, kind, after: last },
        { serial: `erp push all ${connection_id} ${kind}` },
      );
  },
});

/** The connections to ERPs. */
export async function listErps(asked: Asking, which: "active" | "all"): Promise<Connection[]> {
  const connections: Connection[] = [];
  for (const name of erpNames) connections.push(...(await listConnections(asked, name, which)));
  return connections;
}

/** A push that was under way while the object was removed writes its link anew: another one behind it ends that. */
async function forgetEverywhere(tx: Tx, erps: Connection[], reference: Reference): Promise<void> {
  for (const { id } of erps) if (await forget(tx, id, reference)) push(tx, id, reference);
}

/** What arrived before its order was confirmed was held back. */
async function notePayments(tx: Tx, erps: Connection[], orderId: string): Promise<void> {
  const connections = erps.filter((connection) => kindsOf(connection).includes("payments"));
  if (connections.length === 0) return;
  const payments = (await listPaymentsOf(tx, orderId)).map((id): Reference => ({ kind: "payments", id }));
  for (const connection of connections) {
    const noted = new Set((await listLinks(tx, connection.id, payments)).map((link) => link.id));
    for (const each of payments)
      if (!noted.has(each.id)) noteChange.enqueue(tx, { kind: each.kind, object_id: each.id });
  }
}

/** What the object needs and was never pushed goes before it. */
export async function pushWithNeeds(tx: Tx, connection: Connection, object: OurObject): Promise<void> {
  if (await isHeldBack(tx, connection.id, object)) return;
  const own: Reference = { kind: object.kind, id: object.id };
  const kinds = kindsOf(connection);
  const needs = (erpNamed(connection.connector)?.needs(object, connection.configuration) ?? []).filter(
    ({ kind }) => kinds.includes(kind),
  );
  const before = wayOf(object) === "make" ? await expectObjects(tx, connection.id, needs) : [];
  for (const { kind, id } of before) {
    // an order has needs of its own
    if (kind === "orders") noteChange.enqueue(tx, { kind, object_id: id });
    else push(tx, connection.id, { kind, id });
  }
  await expectObjects(tx, connection.id, [own]);
  await markPending(tx, connection.id, [own]);
  push(tx, connection.id, own);
}

async function findObjects(tx: Tx, kind: ErpKind, ids: string[]): Promise<OurObject[]> {
  const objects = await Promise.all(ids.map((id) => findObject(tx, { kind, id })));
  return objects.filter((object) => object !== undefined);
}
