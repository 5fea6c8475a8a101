import Type from "typebox";
import { authorize } from "#platform/access";
import { checkVersion, defineAction } from "#platform/action";
import { changesBetween, noteChanges } from "#platform/audit";
import { alreadyExists, notFound } from "#platform/errors";
import { serviceAccountUpdated } from "../events.ts";
import { mayGiveForGood, mayTake } from "../policy.ts";
import { forgetRemembered } from "../queries.ts";
import { roleNamed, roleToGive } from "../role.queries.ts";
import { lockServiceAccount, writeServiceAccount } from "../service-account.queries.ts";
import { serviceAccount } from "../service-account.resource.ts";
import { AccountDescription, AccountName, AccountRole } from "./create-service-account.ts";
import { withdrawInvitations } from "./withdraw-invitations.ts";

const UpdateServiceAccount = Type.Object(
  {
    name: Type.Optional(AccountName()),
    description: Type.Optional(
      Type.Union([AccountDescription(), Type.Null()], {
        description: "What it is for, and who looks after it; null empties it.",
        examples: ["Places the orders of the shop."],
      }),
    ),
    role: Type.Optional(AccountRole()),
  },
  { additionalProperties: false },
);

/** Change a service account; another role holds for its keys within a second. */
export const updateServiceAccount = defineAction({
  name: "service_accounts.update",
  door: "PATCH /v1/service_accounts/{id}",
  permission: "service_accounts:write",
  stepUp: true,
  describe:
    "Change fields of a service account (JSON Merge Patch, RFC 7396). You must hold all that the role before and the role after allow. Its keys follow within a second.",
  input: UpdateServiceAccount,
  output: serviceAccount,
  fails: [alreadyExists],
  ifMatch: "required",
  async run(context, tx, { id, ifMatch, ...patch }) {
    const before = await lockServiceAccount(tx, id);
    if (before === undefined) throw notFound("There is no service account with this id.");
    const held = await roleNamed(tx, before.role);
    authorize(mayTake(context, held));
    const given = patch.role === undefined ? held : await roleToGive(tx, patch.role, "program");
    if (given !== held) authorize(mayGiveForGood(context, given));
    checkVersion(before.version, ifMatch);
    const changes = changesBetween(before, patch, new Set());
    const changed = Object.keys(changes);
    if (changed.length === 0) return id;

    const after = { ...before, ...patch };
    await writeServiceAccount(tx, id, after);
    forgetRemembered(tx, [id]);
    await withdrawInvitations(context, tx, { actor: `service_account:${id}` }, given);
    noteChanges(tx, id, changes);
    serviceAccountUpdated.emit(tx, context, { id, version: before.version + 1 }, { changed });
    return id;
  },
});
