import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { notFound } from "#platform/errors";
import { orderAnnotated } from "../events.ts";
import { AnnotateOrder } from "../input.ts";
import { lockNote, writeNote } from "../queries.ts";
import { order } from "../resource.ts";

/** Annotate an order: what staff keep about it, in whatever state it is. Its customer sees no note. */
export const annotateOrder = defineAction({
  name: "orders.annotate",
  door: "POST /v1/orders/{id}/annotate",
  permission: "orders:annotate",
  allows: "Write what staff keep about an order.",
  describe: "Write what staff should know of an order, or empty it with null. Its customer never sees it.",
  input: AnnotateOrder,
  output: order,
  fails: [],
  async run(context, tx, { id, ifMatch, internal_note: note }) {
    const found = await lockNote(tx, id);
    if (found === undefined) throw notFound("There is no order with this id.");
    const { version, internalNote, customerId } = found;
    checkVersion(version, ifMatch);
    if (internalNote === note) return id;

    await writeNote(tx, id, note);
    noteChanges(tx, id, { internal_note: { before: internalNote, after: note } });
    orderAnnotated.emit(tx, context, { id, version: version + 1 }, { customer_id: customerId });
    return id;
  },
});
