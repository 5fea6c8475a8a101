import Type from "typebox";
import { type Role, roles } from "#modules/organizations";
import { authorize, permissions } from "#platform/access";
import { defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidInput } from "#platform/errors";
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
    expires_at: Type.Optional(
      Type.String({
        format: "date-time",
        description: "When the key stops working; absent is never.",
        examples: ["2027-12-31T23:59:59Z"],
      }),
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
  secret: true,
  async run(context, tx, input) {
    const role: Role = input.role ?? "integration";
    const scopes = input.scopes ?? null;
    refuseUnknownScopes(scopes ?? []);
    authorize(mayGrant(context, role, scopes));

    const { id, secret } = await createKey(tx, {
      name: input.name,
      role,
      scopes,
      expiresAt: input.expires_at ?? null,
    });
    noteChanges(tx, id, { name: { after: input.name }, role: { after: role }, scopes: { after: scopes } });
    apiKeyCreated.emit(tx, context, { id, version: 1 }, { role });
    return { id, answer: { key: secret } };
  },
});

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
