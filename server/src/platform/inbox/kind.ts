/** Kinds of incidents: declared by whoever raises them, so that the inbox can say what each of them is. */

export type InboxKind = { kind: string; describe: string };

const kinds = new Map<string, InboxKind>();

/** @throws at start-up when it is declared twice or says nothing. */
export function defineInboxKind(declared: InboxKind): InboxKind {
  if (!/^[a-z_]+$/.test(declared.kind)) throw new Error(`the inbox kind "${declared.kind}" is no plain name`);
  if (kinds.has(declared.kind)) throw new Error(`the inbox kind "${declared.kind}" is declared twice`);
  if (declared.describe.length < 10) throw new Error(`the inbox kind "${declared.kind}" has no description`);
  kinds.set(declared.kind, declared);
  return declared;
}

/** Every declared kind, sorted. */
export function inboxKinds(): InboxKind[] {
  return [...kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}
