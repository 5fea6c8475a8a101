import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { serviceAccountEnabled } from "../events.ts";
import { mayGiveForGood, mayGiveWhatStays } from "../policy.ts";
import { forgetRemembered } from "../queries.ts";
import { roleNamed } from "../role.queries.ts";
import { lockServiceAccount, writeDisabled } from "../service-account.queries.ts";
import { serviceAccount } from "../service-account.resource.ts";

/** Switch a service account on again: its keys work as before. */
export const enableServiceAccount = defineAction({
  name: "service_accounts.enable",
  door: "POST /v1/service_accounts/{id}/enable",
  permission: "service_accounts:write",
  stepUp: true,
  describe: "Switch a service account on again: those of its keys that are not revoked work as before.",
  input: Type.Object({}, { additionalProperties: false }),
  output: serviceAccount,
  fails: [invalidState],
  policy: mayGiveWhatStays,
  async run(context, tx, { id, ifMatch }) {
    const found = await lockServiceAccount(tx, id);
    if (found === undefined) throw notFound("There is no service account with this id.");
    authorize(mayGiveForGood(context, await roleNamed(tx, found.role)));
    checkVersion(found.version, ifMatch);
    if (found.disabled_at === null) throw invalidState("The service account is not disabled.");

    await writeDisabled(tx, id, null);
    forgetRemembered(tx, [id]);
    noteChanges(tx, id, { disabled_at: { before: found.disabled_at, after: null } });
    serviceAccountEnabled.emit(tx, context, { id, version: found.version + 1 }, {});
    return id;
  },
});
