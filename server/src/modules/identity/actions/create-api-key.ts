import Type from "typebox";
import { findServiceAccount, RoleName, roleToGive, type ServiceAccount } from "#modules/organizations";
import { authorize, type Context } from "#platform/access";
import { defineAction, notThere } from "#platform/action";
import type { Tx } from "#platform/db";
import { text, textSchema, time } from "#platform/resource";
import { apiKeyCreated } from "../events.ts";
import { mayActAs, mayGrant } from "../policy.ts";
import { apiKey } from "../resource.ts";
import { createKey, type WantedKey } from "./create-key.ts";
import { expiryFor, rangesFor, refuseBeyond, refuseIdleScopes, scopeFor } from "./limit-key.ts";

const CreateApiKey = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 200,
      description: "What the key is for.",
      examples: ["Web shop"],
    }),
    role: Type.Optional(
      RoleName(
        "The role whose permissions the key gets; absent is the service account's own if one is named, else `integration`.",
        "integration",
      ),
    ),
    scopes: Type.Optional(
      Type.Array(
        Type.String({
          minLength: 3,
          maxLength: 100,
          description: "A permission of the role.",
          examples: ["orders:read"],
        }),
        {
          minItems: 1,
          maxItems: 100,
          description: "Only these permissions of the role; absent is all of them.",
          examples: [["orders:read", "orders:place"]],
        },
      ),
    ),
    customer_scope: Type.Optional(
      Type.Array(
        Type.String({
          format: "uuid",
          description: "A customer.",
          examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
        }),
        {
          minItems: 1,
          maxItems: 100,
          description:
            "The only customers that the key sees; absent is all that you see. Required for the role buyer.",
          examples: [["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"]],
        },
      ),
    ),
    service_account_id: Type.Optional(
      Type.String({
        format: "uuid",
        description:
          "Makes it a key of this service account, so that it outlives your membership. The role must lie within the account's. Absent: a key of your own.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
    ),
    allowed_ranges: Type.Optional(
      Type.Array(
        Type.String({
          minLength: 2,
          maxLength: 60,
          description: "A CIDR range, or one address.",
          examples: ["192.0.2.0/24"],
        }),
        {
          minItems: 1,
          maxItems: 50,
          description: "The only addresses that the key may be used from; absent is anywhere.",
          examples: [["192.0.2.0/24", "2001:db8::/32"]],
        },
      ),
    ),
    expires_at: Type.Optional(
      textSchema(
        time({ describe: "When the key stops working; absent is never.", example: "2027-12-31T23:59:59Z" }),
      ),
    ),
  },
  { additionalProperties: false },
);

/** Make a key. The answer shows it once, as `key`. */
export const createApiKey = defineAction({
  name: "api_keys.create",
  door: "POST /v1/api_keys",
  permission: "api_keys:write",
  allows: "Make, rotate and revoke API keys.",
  describe: "Make a key for a program. The answer shows it once, as `key`; only its hash is kept.",
  input: CreateApiKey,
  output: apiKey,
  dryRun: false,
  stepUp: true,
  shows: {
    key: text({
      describe: "The key itself: shown this once.",
      example: "plk_7Qm2kX0dV5yT9sB3nR8wLc4hJ1fGzPaE",
    }),
  },
  async run(context, tx, input) {
    const account = await accountNamed(tx, input.service_account_id);
    const role = await roleToGive(tx, input.role ?? account?.role.name ?? "integration", "key");
    const scopes = input.scopes ?? null;
    refuseIdleScopes(role, scopes ?? []);
    authorize(mayGrant(context, role, scopes));
    if (account !== undefined) {
      authorize(mayActAs(context, account.id));
      refuseBeyond(account.role, role, scopes);
    }

    const wanted: WantedKey = {
      name: input.name,
      role: role.name,
      scopes,
      customerScope: await scopeFor(context, tx, role, input.customer_scope),
      allowedRanges: rangesFor(context, input.allowed_ranges),
      expiresAt: expiryFor(context, input.expires_at),
      ...ownerOf(context, account),
    };
    const { id, secret } = await createKey(tx, wanted);
    apiKeyCreated.emit(tx, context, { id, version: 1 }, { role: role.name });
    return { id, answer: { key: secret } };
  },
});

/** @throws 422 for what another organization has, what never existed, and what is disabled. */
async function accountNamed(tx: Tx, id: string | undefined): Promise<ServiceAccount | undefined> {
  if (id === undefined) return undefined;
  const asked = id.toLowerCase();
  const account = await findServiceAccount((one) => tx.query(one), tx.context.organizationId, asked);
  if (account === undefined || account.disabled_at !== null) throw notThere("/service_account_id");
  return account;
}

/** Whose the key is: what is named, else what its maker is. What the system makes is the organization's own. */
function ownerOf(
  { actor, responsibleUserId }: Context,
  account: ServiceAccount | undefined,
): Pick<WantedKey, "serviceAccountId" | "userId"> {
  if (account !== undefined) return { serviceAccountId: account.id };
  return actor.kind === "service_account" ? { serviceAccountId: actor.id } : { userId: responsibleUserId };
}
