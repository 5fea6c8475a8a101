import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { forgetNotifications } from "#platform/notifications";
import { endBuyer, lockBuyer } from "../buyer.queries.ts";
import { buyer } from "../buyer.resource.ts";
import { buyerRemoved } from "../events.ts";
import { fixedRole } from "../held-role.ts";
import { mayTake } from "../policy.ts";
import { forgetRemembered } from "../queries.ts";

/** End what a buyer can do. They stay listed, because orders and the trail name them, and so does the contact. */
export const removeBuyer = defineAction({
  name: "buyers.remove",
  door: "POST /v1/buyers/{id}/remove",
  permission: "buyers:write",
  whileSuspended: true,
  allows: "End what buyers can do for their companies.",
  describe:
    "End what a buyer can do: within a second they see and order nothing here any more. They stay listed, and so does the contact; inviting the contact again brings them back.",
  input: Type.Object({}, { additionalProperties: false }),
  output: buyer,
  fails: [invalidState],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockBuyer(tx, id);
    if (found === undefined) throw notFound("There is no buyer with this id.");
    authorize(mayTake(context, fixedRole("buyer")));
    checkVersion(found.version, ifMatch);
    if (found.ended_at !== null) throw invalidState("The buyer has ended already.");

    await endBuyer(tx, id);
    forgetRemembered(tx, [id]);
    forgetNotifications(tx, id); // who comes back may buy for another company
    noteChanges(tx, id, { ended_at: { before: null, after: context.now } });
    buyerRemoved.emit(tx, context, { id, version: found.version + 1 }, { customer_id: found.customer_id });
    return id;
  },
});
