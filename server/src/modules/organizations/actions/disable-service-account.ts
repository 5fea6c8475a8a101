import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { serviceAccountDisabled } from "../events.ts";
import { mayTake } from "../policy.ts";
import { forgetRemembered } from "../queries.ts";
import { roleNamed } from "../role.queries.ts";
import { lockServiceAccount, writeDisabled } from "../service-account.queries.ts";
import { serviceAccount } from "../service-account.resource.ts";
import { withdrawInvitations } from "./withdraw-invitations.ts";

/** Switch a service account off: within a second its keys are refused everywhere. */
export const disableServiceAccount = defineAction({
  name: "service_accounts.disable",
  door: "POST /v1/service_accounts/{id}/disable",
  permission: "service_accounts:write",
  describe:
    "Switch a service account off: within a second all its keys are refused. It can be enabled again.",
  whileSuspended: true,
  input: Type.Object({}, { additionalProperties: false }),
  output: serviceAccount,
  fails: [invalidState],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockServiceAccount(tx, id);
    if (found === undefined) throw notFound("There is no service account with this id.");
    authorize(mayTake(context, await roleNamed(tx, found.role)));
    checkVersion(found.version, ifMatch);
    if (found.disabled_at !== null) throw invalidState("The service account is disabled already.");

    await writeDisabled(tx, id, context.now);
    forgetRemembered(tx, [id]);
    await withdrawInvitations(context, tx, { actor: `service_account:${id}` }, undefined);
    noteChanges(tx, id, { disabled_at: { before: null, after: context.now.toISOString() } });
    serviceAccountDisabled.emit(tx, context, { id, version: found.version + 1 }, {});
    return id;
  },
});
