/** A request for a verb as the executor sees it, and what comes of it. */
import type { AnyContext } from "#platform/access";
import type { Problem } from "#platform/errors";
import type { Action, Cookie } from "./define-action.ts";

/** What the caller gave, unchecked, with the path's id (or "") and the version of `If-Match`. */
export type Input = { given: unknown; id: string; ifMatch?: number | undefined };

/** A checked input as verbs take it. */
export type Wish = { id: string; ifMatch: number | undefined };

export function wishOf({ given, id, ifMatch }: Input): Wish {
  return { ...(given as object), id, ifMatch };
}

export type Call = {
  context: AnyContext;
  /** One, or up to 1,000 of a batch: all or nothing. */
  inputs: Input[];
  batch: boolean;
  dryRun: boolean;
  claim: { key: string; fingerprint: string } | undefined;
  /** What each input's `prepare` answered; once per call, however often the deed has to be repeated. */
  prepared?: unknown[];
};

export type Answer = {
  status: number;
  body: string | null;
  location: string | null;
  etag: string | null;
  replayed: boolean;
  cookies?: Cookie[];
};

/** A call's end: an answer, or the problem of a refusal whose writes stand. */
export type Outcome = { answer: Answer } | { refused: Problem };

/** 201 for what makes an object, 200 for what changes one, unless the action says otherwise. */
export function statusOf(action: Action, batch: boolean): number {
  if (batch) return 200;
  return action.status ?? (action.door.startsWith("POST") && !action.door.includes("{") ? 201 : 200);
}
