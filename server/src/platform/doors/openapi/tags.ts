/** The groups in which the reference shows the operations. */
import type { Registry } from "#platform/resource";
import type { Placed } from "./operation.ts";
import { capitalized } from "./words.ts";

export type Tag = { name: string; description: string; "x-displayName": string };

/** What groups are about that have no noun. */
const withoutNoun: Record<string, string> = {
  auth: "Register, prove an address, log in, refresh, log out.",
  me: "A logged-in person's own account: sessions, factors, linked accounts.",
  access: "Why somebody may do something, or not.",
  audit_entries: "The trail of everything that was done: who, what, to which object, field by field.",
  connectors: "The kinds of systems outside that can be connected, and what each asks for.",
  payment_balances: "What the ledger of payments adds up to.",
  webhooks: "Where outside systems tell us what happened there.",
  events: "The feed of what happened.",
  inbox_kinds: "What may stand still and need a person.",
  permissions: "What there is to be allowed, and which fixed roles allow it.",
  settings: "What an organization chooses of how its modules work.",
};

/** One tag per noun, described by it. */
export function tagsOf(registry: Registry, operations: Placed[]): Tag[] {
  const names = [...new Set(operations.flatMap(({ operation }) => operation.tags))].sort();
  return names.map((name) => {
    const noun = registry.resources.find(({ path }) => path === name);
    const description = noun?.describe ?? withoutNoun[name] ?? capitalized(name);
    return { name, description, "x-displayName": capitalized(name) };
  });
}
