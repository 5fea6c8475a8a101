import Type from "typebox";
import { findConnection } from "#modules/connections";
import { defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { invalidInput, invalidState, notFound } from "#platform/errors";
import { pushAll, pushWithNeeds } from "../change.jobs.ts";
import { erpNamed } from "../connectors.ts";
import { type ErpKind, erpKinds, type OurObject } from "../contract.ts";
import { kindsOf } from "../erp-calls.ts";
import { pushAsked } from "../events.ts";
import { findObject } from "../object.queries.ts";

/** Push objects to an ERP anew: all that it takes when it has just been connected, or a few of which somebody is not sure. */
export const pushObjects = defineAction({
  name: "connections.push",
  title: "Push objects to an ERP",
  door: "POST /v1/connections/{id}/push",
  permission: "integrations:write",
  describe:
    "Push objects to an ERP anew, in the background: all that the connection allows, all of a kind, or those that are named. What is there already as it is here stays untouched.",
  input: Type.Object(
    {
      kind: Type.Optional(
        Type.Enum([...erpKinds], { description: "Only these; absent is all that the connection allows." }),
      ),
      ids: Type.Optional(
        Type.Array(Type.String({ format: "uuid" }), {
          minItems: 1,
          maxItems: 100,
          uniqueItems: true,
          description: "Only these objects of the kind.",
          examples: [["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"]],
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: Type.Object(
    {
      kinds: Type.Array(Type.Enum([...erpKinds]), {
        description: "What is pushed.",
        examples: [["customers"]],
      }),
    },
    { additionalProperties: false },
  ),
  status: 202,
  subject: "connection",
  wholeOrganization: true,
  fails: [invalidState],
  async run(context, tx, { id, kind, ids }) {
    const connection = await findConnection(tx, id);
    if (connection === undefined) throw notFound("There is no connection with this id.");
    if (erpNamed(connection.connector) === undefined)
      throw invalidState("The connection leads to no ERP: there is nothing to push.");
    const allowed = kindsOf(connection);
    const kinds = kind === undefined ? allowed : allowed.filter((each) => each === kind);
    if (kinds.length === 0) throw mistake("/kind", "not_allowed", "The connection does not allow these.");
    if (ids !== undefined && kind === undefined)
      throw mistake("/kind", "required", "Say of which kind the ids are.");

    if (ids !== undefined && kind !== undefined)
      for (const object of await loaded(tx, kind, ids)) await pushWithNeeds(tx, connection, object);
    else
      for (const each of kinds)
        pushAll.enqueue(tx, { connection_id: id, kind: each }, { serial: `erp push all ${id} ${each}` });
    noteChanges(tx, id, { kinds: { after: kinds }, ...(ids === undefined ? {} : { ids: { after: ids } }) });
    pushAsked.emit(tx, context, { id, version: connection.version }, { kind: kind ?? null });
    return { answer: { kinds }, id, version: connection.version };
  },
});

async function loaded(tx: Tx, kind: ErpKind, ids: string[]): Promise<OurObject[]> {
  const objects = await Promise.all(ids.map((each) => findObject(tx, { kind, id: each.toLowerCase() })));
  const missing = objects.flatMap((object, i) =>
    object === undefined
      ? [{ pointer: `/ids/${i}`, code: "not_found", detail: "There is no such object." }]
      : [],
  );
  if (missing.length > 0) throw invalidInput("Some of the objects do not exist.", { errors: missing });
  return objects.filter((object) => object !== undefined);
}

const mistake = (pointer: string, code: string, detail: string) =>
  invalidInput('One field is not as it should be; see "errors".', { errors: [{ pointer, code, detail }] });
