/** Raises and settles incidents: one open item for each, however often it happens again. */
import { actorText } from "#platform/access";
import { type Statement, type SystemTx, sql, type Tx } from "#platform/db";
import type { InboxKind } from "./kind.ts";

/** A verb that resolves it, ready to be asked: `orders.confirm`, `POST /v1/orders/0199…/confirm`. */
export type Resolving = { action: string; door: string };

export type Incident = {
  kind: InboxKind;
  /** Names the incident: while it is open it is raised again and not anew. */
  key: string;
  /** Whoever may read this noun sees the incident, and all that it says. */
  subject: { type: string; id: string | null };
  /** What blocks it, in a sentence. */
  because: string;
  /** Figures and ids beside it; no secrets, nothing about a person. */
  details?: Record<string, unknown>;
  resolves: Resolving[];
  /** Who is told and looks after it; absent: the organization's owners. */
  ownerUserId?: string | null;
  /** Since when it stands still; absent is now. */
  since?: Date;
};

/** @returns whether it is new: it is told once, however often it is raised */
export async function raise(tx: Tx | SystemTx, organizationId: string, incident: Incident): Promise<boolean> {
  const { kind, key, subject, because, details = {}, resolves, ownerUserId = null, since = null } = incident;
  const statement = sql`
    select plinth.raise_inbox_item(${organizationId}, ${kind.kind}, ${key}, ${subject.type}, ${subject.id},
                                   ${because.slice(0, 1000)}, ${JSON.stringify(details)}, ${JSON.stringify(resolves)},
                                   ${ownerUserId}, ${since}, ${doerOf(tx, organizationId)}) as done`;
  return await ask(tx, statement);
}

/**
 * @param how in a sentence: what moved it on
 * @param by whose deed that was, where it is done for somebody: as `actorText` has it
 * @returns whether there was an open one
 */
export async function settle(
  tx: Tx | SystemTx,
  organizationId: string,
  key: string,
  how: string,
  by = doerOf(tx, organizationId),
): Promise<boolean> {
  return await ask(
    tx,
    sql`select plinth.settle_inbox_item(${organizationId}, ${key}, ${how.slice(0, 1000)}, ${by}) as done`,
  );
}

/** The inbox belongs to the whole organization: a buyer's order may be what is held, and the buyer does not read that. */
async function ask(tx: Tx | SystemTx, statement: Statement): Promise<boolean> {
  const query = () => tx.query<{ done: boolean }>(statement);
  const [row] = "context" in tx ? await tx.beyondScope(query) : await query();
  return row?.done === true;
}

function doerOf(tx: Tx | SystemTx, organizationId: string): string {
  return "context" in tx ? actorText(tx.context.actor) : `system:${organizationId}`;
}
