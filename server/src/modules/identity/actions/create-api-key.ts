import Type from "typebox";
import { listBuyers } from "#modules/customers";
import { type Role, roles } from "#modules/organizations";
import { authorize, type Context, permissions } from "#platform/access";
import { defineAction, notThere } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { invalidInput, type Problem } from "#platform/errors";
import { text, textSchema, time } from "#platform/resource";
import { apiKeyCreated } from "../events.ts";
import { mayGrant } from "../policy.ts";
import { apiKey } from "../resource.ts";
import { createKey } from "./create-key.ts";

const CreateApiKey = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 200,
      description: "What the key is for.",
      examples: ["Web shop"],
    }),
    role: Type.Optional(
      Type.Enum([...roles], {
        description: "The role whose permissions the key gets.",
        default: "integration",
        examples: ["integration"],
      }),
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
  allows: "Make and revoke API keys.",
  describe: "Make a key for a program. The answer shows it once, as `key`; only its hash is kept.",
  input: CreateApiKey,
  output: apiKey,
  dryRun: false,
  shows: {
    key: text({
      describe: "The key itself: shown this once.",
      example: "plk_7Qm2kX0dV5yT9sB3nR8wLc4hJ1fGzPaE",
    }),
  },
  async run(context, tx, input) {
    const role: Role = input.role ?? "integration";
    const scopes = input.scopes ?? null;
    refuseUnknownScopes(scopes ?? []);
    authorize(mayGrant(context, role, scopes));

    const customerScope = await scopeFor(context, tx, role, input.customer_scope);
    const expiresAt = expiryFor(context, input.expires_at);
    const { id, secret } = await createKey(tx, { name: input.name, role, scopes, customerScope, expiresAt });
    noteChanges(tx, id, { name: { after: input.name }, role: { after: role }, scopes: { after: scopes } });
    apiKeyCreated.emit(tx, context, { id, version: 1 }, { role });
    return { id, answer: { key: secret } };
  },
});

/** What is asked for, or the maker's own end: no key outlives the one that made it. */
function expiryFor({ expiresAt, now }: Context, asked: string | undefined): string | null {
  if (asked === undefined) return expiresAt?.toISOString() ?? null;
  const at = new Date(asked);
  if (at <= now) throw badExpiry("It would have ended already: give a time to come.");
  if (expiresAt !== null && at > expiresAt)
    throw badExpiry(`Your own key ends at ${expiresAt.toISOString()}: name that or earlier.`);
  return asked;
}

function badExpiry(detail: string): Problem {
  return invalidInput(detail, { errors: [{ pointer: "/expires_at", code: "expiry", detail }] });
}

/** What is asked for, or the maker's own limits: nobody lets a key see more than they see themselves. */
async function scopeFor(
  context: Context,
  tx: Tx,
  role: Role,
  asked: string[] | undefined,
): Promise<string[] | null> {
  if (asked === undefined) {
    if (role === "buyer" && context.scope === "all") throw scopeMissing();
    return context.scope === "all" ? null : [...context.scope];
  }
  const ids = asked.map((id) => id.toLowerCase());
  const visible = new Set((await listBuyers(tx, ids)).map(({ id }) => id));
  const missing = ids.findIndex((id) => !visible.has(id));
  if (missing >= 0) throw notThere(`/customer_scope/${missing}`);
  return ids;
}

function scopeMissing(): Problem {
  const detail = "A buyer's key sees some customers and never all of them: name them.";
  return invalidInput(detail, { errors: [{ pointer: "/customer_scope", code: "required", detail }] });
}

function refuseUnknownScopes(scopes: string[]): void {
  const known = new Set(permissions().map(({ name }) => name));
  const errors = scopes.flatMap((scope, i) =>
    known.has(scope)
      ? []
      : [
          {
            pointer: `/scopes/${i}`,
            code: "unknown_permission",
            detail: `There is no permission "${scope}".`,
          },
        ],
  );
  if (errors.length > 0) throw invalidInput("Some scopes are no permissions.", { errors });
}
