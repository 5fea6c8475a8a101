import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { changesBetween, noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { roleUpdated } from "../events.ts";
import { mayGiveForGood, mayGiveWhatStays, mayTake } from "../policy.ts";
import { forgetRemembered } from "../queries.ts";
import { lockRole, writeRoleRow } from "../role.queries.ts";
import { role } from "../role.resource.ts";
import { asHeld, RoleDescription, RolePermissions, refuseUnfit } from "./create-role.ts";

const UpdateRole = Type.Object(
  {
    description: Type.Optional(
      Type.Union([RoleDescription(), Type.Null()], {
        description: "Whom it is for; null empties it.",
        examples: ["Looks after our ten largest customers."],
      }),
    ),
    permissions: Type.Optional(RolePermissions()),
  },
  { additionalProperties: false },
);

/** Change what a role of the organization's own allows: for everybody who has it, within a second. */
export const updateRole = defineAction({
  name: "roles.update",
  door: "PATCH /v1/roles/{id}",
  permission: "roles:write",
  stepUp: true,
  describe:
    "Change a role of your own (JSON Merge Patch, RFC 7396). You must hold what it allowed before and what it allows then. It holds within a second for everybody who has the role, their sessions and keys.",
  input: UpdateRole,
  output: role,
  fails: [invalidState],
  policy: mayGiveWhatStays,
  ifMatch: "required",
  async run(context, tx, { id, ifMatch, ...patch }) {
    const before = await lockRole(tx, id);
    if (before === undefined) throw notFound("There is no role with this id.");
    if (before.fixed) throw fixedStays();
    authorize(mayTake(context, asHeld(before)));
    refuseUnfit(patch.permissions ?? []);
    const after = { ...before, ...patch };
    authorize(mayGiveForGood(context, asHeld(after)));
    checkVersion(before.version, ifMatch);
    const changes = changesBetween(before, patch, new Set());
    const changed = Object.keys(changes);
    if (changed.length === 0) return id;

    await writeRoleRow(tx, id, after);
    forgetRemembered(tx, [id]);
    noteChanges(tx, id, changes);
    roleUpdated.emit(tx, context, { id, version: before.version + 1 }, { changed });
    return id;
  },
});

export const fixedStays = () =>
  invalidState("Fixed roles come with Plinth and neither change nor go: make a role of your own.");
