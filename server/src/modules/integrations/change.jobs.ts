/** What changed here is to be in every ERP that takes it: one job per ERP and object, what it needs before it. */
import Type from "typebox";
import { type Asking, type Connection, listConnections } from "#modules/connections";
import type { Tx } from "#platform/db";
import { defineJob } from "#platform/jobs";
import { erpNamed, erpNames } from "./connectors.ts";
import { type ErpKind, erpKinds, type OurObject, type Reference } from "./contract.ts";
import { kindsOf } from "./erp-calls.ts";
import { findObject, listObjectIds } from "./object.queries.ts";
import { push } from "./push.jobs.ts";
import { expectObjects, markPending } from "./queries.ts";
import { wayOf } from "./travelling.ts";

const id = Type.String({ format: "uuid" });

export const noteChange = defineJob({
  name: "integration.note-change",
  describe: "Sees to it that an object which changed here is pushed to every ERP that takes such objects.",
  input: Type.Object({ kind: Type.Enum([...erpKinds]), object_id: id }, { additionalProperties: false }),
  subject: ({ object_id }) => ({ type: "object", id: object_id }),
  async run(_context, tx, { kind, object_id }) {
    // of a paused one the pushes wait for it to be resumed
    const connections = (await listErps(tx, "all")).filter((connection) =>
      kindsOf(connection).includes(kind),
    );
    if (connections.length === 0) return;
    const object = await findObject(tx, { kind, id: object_id });
    if (object === undefined || wayOf(object) === "stay") return;
    for (const connection of connections) await pushWithNeeds(tx, connection, object);
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

/** What the object needs and was never pushed goes before it. */
export async function pushWithNeeds(tx: Tx, connection: Connection, object: OurObject): Promise<void> {
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
