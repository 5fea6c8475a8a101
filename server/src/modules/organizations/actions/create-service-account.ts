import Type from "typebox";
import { authorize } from "#platform/access";
import { defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { alreadyExists } from "#platform/errors";
import { text, textSchema } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { serviceAccountCreated } from "../events.ts";
import { mayGiveForGood, mayGiveWhatStays } from "../policy.ts";
import { roleToGive } from "../role.queries.ts";
import { RoleName } from "../role.ts";
import { insertServiceAccount } from "../service-account.queries.ts";
import { serviceAccount } from "../service-account.resource.ts";

export const AccountName = () =>
  textSchema(text({ describe: "What it is called in the trail.", example: "Web shop" }));

export const AccountDescription = () =>
  Type.String({
    minLength: 1,
    maxLength: 2_000,
    description: "What it is for, and who looks after it.",
    examples: ["Places the orders of the shop."],
  });

export const AccountRole = () => RoleName("What it may do.", "integration");

const CreateServiceAccount = Type.Object(
  {
    name: AccountName(),
    description: Type.Optional(AccountDescription()),
    role: Type.Optional(AccountRole()),
  },
  { additionalProperties: false },
);

/** Make an actor that is no person: its keys work on when people leave. */
export const createServiceAccount = defineAction({
  name: "service_accounts.create",
  door: "POST /v1/service_accounts",
  permission: "service_accounts:write",
  stepUp: true,
  allows: "Make, change, disable, enable and remove service accounts.",
  describe:
    "Make an actor that is no person, `integration` unless another role is named. You must hold all that the role allows.",
  input: CreateServiceAccount,
  output: serviceAccount,
  fails: [alreadyExists],
  policy: mayGiveWhatStays,
  async run(context, tx, { name, description = null, role = "integration" }) {
    authorize(mayGiveForGood(context, await roleToGive(tx, role, "program")));
    const id = uuidv7();
    await insertServiceAccount(tx, id, { name, description, role });
    noteChanges(tx, id, { name: { after: name }, role: { after: role } });
    serviceAccountCreated.emit(tx, context, { id, version: 1 }, { role });
    return id;
  },
});
