/** What is not true is in the organization's inbox, until a look finds that it is again. */
import { sql, type Tx } from "#platform/db";
import { defineInboxKind, raise, settle } from "#platform/inbox";
import type { Violation } from "./define-invariant.ts";
import type { Outcome } from "./look.ts";

export const booksKind = defineInboxKind({
  kind: "books_do_not_balance",
  describe:
    "Something that must be true of your data is not: stock that is not the sum of its movements, for example. Nobody's verb did that; whoever runs the installation looks for what did.",
});

/** One item per invariant, however many objects there are. */
const keyOf = (name: string): string => `invariant ${name}`;

/** So many are named, and looked at again; what is found beyond them is counted. */
const mostNamed = 50;

/** Rows `(details)`. */
export const openItems = (organization: string) => sql`
  select details from plinth.inbox_items
   where organization_id = ${organization} and kind = ${booksKind.kind} and settled_at is null`;

/** Written by `tellBroken` and by nothing else. */
export function namedIn(details: string): [invariant: string, keys: string[]] {
  const { invariant, keys } = JSON.parse(details) as { invariant: string; keys: string[] };
  return [invariant, keys];
}

/** Raises it, or says anew what is found by now. */
export async function tellBroken(tx: Tx, { invariant, violations }: Outcome): Promise<void> {
  const { organizationId } = tx.context;
  const { name, describe, of, subject } = invariant;
  const [first] = violations;
  if (first === undefined) return;
  const named = violations.slice(0, mostNamed);
  await raise(tx, organizationId, {
    kind: booksKind,
    key: keyOf(name),
    subject: { type: subject.noun, id: subject.byKey ? first.key : of.numbered ? organizationId : null },
    because: `Not true any more: ${describe} ${violations.length === 1 ? "It is found of" : `It is found of ${violations.length}, first of`} ${wordsOf(first)}.`,
    details: {
      invariant: name,
      of: of.name,
      found: violations.length,
      keys: named.map(({ key }) => key),
      says: named.slice(0, 10).map(wordsOf),
    },
    resolves: [],
  });
}

export async function settleBroken(tx: Tx, name: string): Promise<void> {
  await settle(
    tx,
    tx.context.organizationId,
    keyOf(name),
    "All that was named was looked at again: it is true.",
  );
}

function wordsOf({ key, says }: Violation): string {
  return says === null ? key : `${key}: ${says}`;
}
