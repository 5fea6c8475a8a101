/**
 * What a refusal says, and to whom: which rule decided and what would change it for those who may know; for everybody
 * else nothing, or the sentence alone where a rule declares it. A detail that names the missing permission is a map of
 * the house for whoever has stolen a key.
 */
import { type Denial, forbidden, type Grant, Problem } from "#platform/errors";
import type { Context } from "./context.ts";
import { definePermission } from "./permissions.ts";

export const mayExplain = definePermission(
  "access:explain",
  "See which rule of access allows or refuses something, and what would change that.",
);

/** Names of the organization's roles that hold each of these permissions, by permission. Handed in by the application. */
export type RolesHolding = (
  context: Context,
  permissions: readonly string[],
) => Promise<ReadonlyMap<string, readonly string[]>>;

/** The same for every rule, so that nothing is told by it. */
const nothing = forbidden(
  `You may not do this. Whoever holds "${mayExplain}" in your organization can ask why, at GET /v1/access/explain.`,
);

/** Does it say something of rules? Others, such as a name that is taken, are for everybody. */
export function isDenial({ kind, denial }: Problem): boolean {
  return denial !== undefined || kind === forbidden.kind;
}

/** The refusal as this caller is told it. */
export async function asTold(problem: Problem, context: Context, holding: RolesHolding): Promise<Problem> {
  const denial = problem.denial ?? { rule: "policy" };
  if (!context.permissions.has(mayExplain)) return denial.told === "everybody" ? problem : nothing;
  const { kind, message, errors, headers, members, cause } = problem;
  return new Problem(kind, message, {
    errors,
    headers,
    cause,
    members: {
      ...members,
      decided_by: decidedBy(denial),
      grants: await grantsOf([denial], context, holding),
    },
  });
}

/** The rule, and the permission where it is about one. */
export function decidedBy({ rule, permissions = [] }: Denial): { rule: string; permission?: string } {
  const [permission, ...more] = permissions;
  return permission === undefined || more.length > 0 ? { rule } : { rule, permission };
}

/** What is needed together: every permission with the roles that hold it, and whatever else there is. */
export async function grantsOf(
  denials: readonly Denial[],
  context: Context,
  holding: RolesHolding,
): Promise<Grant[]> {
  const missing = [...new Set(denials.flatMap(({ permissions = [] }) => permissions))];
  const roles = missing.length === 0 ? new Map<string, string[]>() : await holding(context, missing);
  return [
    ...missing.map((permission) => ({ permission, roles: [...(roles.get(permission) ?? [])] })),
    ...denials.flatMap(({ grants = [] }) => grants),
  ];
}
