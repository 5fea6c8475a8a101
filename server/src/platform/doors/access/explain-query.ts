/** `GET /v1/access/explain`: which rule decides, and what would have to be given. Writes nothing. */
import Type from "typebox";
import { type Context, mayExplain, type RolesHolding } from "#platform/access";
import { defineQuery, type Query, type Services } from "#platform/action";
import { decidedBySchema, type Grant, grantsSchema } from "#platform/errors";
import { type Asked, readAsked } from "./asked.ts";
import type { Declared } from "./deed.ts";
import { type ContextOfActor, explain } from "./explain.ts";
import type { KnownActors } from "./known-actors.ts";
import type { Given, Verdict } from "./rules.ts";

export type Explaining = {
  contextOfActor: ContextOfActor;
  actors: KnownActors;
  rolesHolding(services: Services): RolesHolding;
};

/** Made once every grant is declared. */
const explanation = () =>
  Type.Object(
    {
      action: Type.String({
        description: "The operation that was asked about.",
        examples: ["members.remove"],
      }),
      object: Type.Union([Type.String(), Type.Null()], {
        description: "The object; null asks whether it is allowed at all.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
      actor: Type.String({
        description: "Whose it is asked.",
        examples: ["member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
      allowed: Type.Boolean({ description: "Whether every rule allows it.", examples: [false] }),
      decided_by: Type.Union([decidedBySchema, Type.Null()], {
        description: "The first rule that refuses; null when none does.",
      }),
      because: Type.String({
        description: "The reason in a sentence.",
        examples: ['It needs the permission "members:write", which is not held.'],
      }),
      rules: Type.Array(
        Type.Object({
          rule: Type.String({ description: "The rule's name.", examples: ["permission"] }),
          allowed: Type.Boolean({ description: "What it says.", examples: [false] }),
          because: Type.String({
            description: "Why.",
            examples: ['It needs the permission "members:write", which is not held.'],
          }),
        }),
        { description: "Every rule that was asked, in the order in which a request meets them." },
      ),
      grants: grantsSchema(),
    },
    { description: "Whether it is allowed, by which rule, and what would change that." },
  );

export function explainQuery(
  declared: Declared,
  { contextOfActor, actors, rolesHolding }: Explaining,
): Query {
  return defineQuery({
    name: "access.explain",
    title: "Why may somebody do something, or not?",
    door: "GET /v1/access/explain",
    describe:
      "Which rule decides whether an actor may do something, and what would have to be given so that they may. Asks who they are, what they hold and what they see; what depends on the object's state or on the input (a role that is given, a field that is set) is not asked. What you do not see yourself is answered as if it did not exist.",
    permission: mayExplain,
    parameters: Type.Object({
      action: Type.String({
        description: "The operation, as this document names it (`operationId`).",
        examples: ["members.list"],
      }),
      object: Type.Optional(
        Type.String({
          description: "The id of the object, where the operation is about one; absent asks in general.",
        }),
      ),
      actor: Type.Optional(
        Type.String({
          description:
            "`member:<id>`, `buyer:<id>`, `api_key:<id>` or `service_account:<id>`; absent is yourself. Of a service account, ask for its key: a key may hold less, and others may have seen its secret.",
        }),
      ),
    }),
    output: explanation(),
    problems: [],
    async run(context, parameters, services) {
      const asked = readAsked(declared, actors, context, parameters);
      const verdicts = await explain({ declared, services, contextOfActor, actors }, context, asked);
      return JSON.stringify(await told(asked, verdicts, context, rolesHolding(services)));
    },
  });
}

async function told(
  { deed, objectId, actor }: Asked,
  verdicts: Verdict[],
  asker: Context,
  holding: RolesHolding,
) {
  const first = verdicts.find((verdict) => !verdict.allowed);
  return {
    action: deed.name,
    object: objectId ?? null,
    actor,
    allowed: first === undefined,
    decided_by: first === undefined ? null : decision(first),
    because: first?.because ?? "Every rule allows it.",
    rules: verdicts.map(({ rule, allowed, because }) => ({ rule, allowed, because })),
    grants: await withRoles(needed(verdicts), asker, holding),
  };
}

function decision({ rule, permission }: Verdict) {
  return permission === undefined ? { rule } : { rule, permission };
}

/** All of it together; nothing where one of the rules cannot be satisfied. */
function needed(verdicts: Verdict[]): Given[] {
  const grants = verdicts.map((verdict) => verdict.grants);
  return grants.includes(null) ? [] : grants.flatMap((some) => some ?? []);
}

async function withRoles(grants: Given[], asker: Context, holding: RolesHolding): Promise<Grant[]> {
  const permissions = new Set<string>();
  for (const { permission } of grants) if (permission !== undefined) permissions.add(permission);
  if (permissions.size === 0) return grants;
  const roles = await holding(asker, [...permissions]);
  return grants.map((one) => {
    const { permission } = one;
    return permission === undefined ? one : { ...one, roles: roles.get(permission) ?? [] };
  });
}
