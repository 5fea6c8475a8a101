import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { invitationRevoked } from "../events.ts";
import { lockInvitation, writeRevoked } from "../invitation.queries.ts";
import { invitation } from "../invitation.resource.ts";
import { mayTake } from "../policy.ts";
import { roleNamed } from "../role.queries.ts";

/** Take an invitation back: its link is void from this moment. */
export const revokeInvitation = defineAction({
  name: "invitations.revoke",
  title: "Take an invitation back",
  door: "POST /v1/invitations/{id}/revoke",
  permission: "invitations:write",
  describe: "Take an invitation back: its link is void at once. It stays listed.",
  whileSuspended: true,
  input: Type.Object({}, { additionalProperties: false }),
  output: invitation,
  leaves: { revoked_at: "2026-11-21T08:10:04.819123Z" },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch }) {
    const found = await lockInvitation(tx, id);
    if (found === undefined) throw notFound("There is no invitation with this id.");
    authorize(mayTake(context, await roleNamed(tx, found.role)));
    checkVersion(found.version, ifMatch);
    if (found.accepted_at !== null)
      throw invalidState("The invitation was accepted: remove the member instead.");
    if (found.revoked_at !== null) throw invalidState("The invitation is revoked already.");

    await writeRevoked(tx, id);
    noteChanges(tx, id, { revoked_at: { before: null, after: context.now.toISOString() } });
    invitationRevoked.emit(tx, context, { id, version: found.version + 1 }, {});
    return id;
  },
});
