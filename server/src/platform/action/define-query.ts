/** A read that is no noun's get or list: who am I, the feed. */
import type { TObject, TSchema } from "typebox";
import { type AnyContext, type Context, definePermission, type PersonContext } from "#platform/access";
import type { Statement } from "#platform/db";
import type { ProblemKind } from "#platform/errors";
import type { Audience } from "./define-action.ts";
import type { Services } from "./services.ts";

type Common = {
  /** `events.list` */
  name: string;
  /** What the reference calls it, where verb and noun are no English. */
  title?: string;
  door: `GET /${string}`;
  describe: string;
  /** Parameters of the query string; read as text and checked by `run`. */
  parameters: TObject;
  output: TSchema;
  /** `run` answers versions too. */
  versioned?: true;
  /** The noun that the path's `{id}` names, and that a recorded question is about. */
  subject?: string;
  /** A permission that is needed beside the query's own. */
  alsoNeeds?: string;
  /** Refused to actors with a scope: what it tells belongs to no customer. */
  wholeOrganization?: true;
  /**
   * Asking is itself written to the trail, before anything is answered; without it `run` says whether what it found
   * is to be.
   */
  recorded?: true;
  /** Has places of its own while the server is overloaded: it shows operators what stands still, or whom to shut out. */
  whileOverloaded?: true;
  /** The parameter with which the answer waits for something to happen: whoever waits is in nobody's way. */
  waits?: string;
  /** The same as CSV, all of it, for who sends `Accept: text/csv`. */
  csv?: Csv<Context>;
  problems: ProblemKind[];
};

/** Finished JSON text of what has versions: the door answers their ETag. */
export type Versioned = { body: string; version: number };

/** Finished JSON text, and whether what it tells is to be written to the trail. */
export type Told = { body: string; sensitive: boolean };

/** An export: what it is called in the trail, and its rows, each an array of texts under `header`. */
export type Csv<C> = {
  action: string;
  header: string[];
  /** @throws 400 for parameters that cannot be used */
  statements(context: C, parameters: Map<string, string>): Statement[];
};

/** Answers finished JSON text. The parameters of the path are among the others. The signal aborts when the caller goes away or the server stops. */
type Run<C> = (
  context: C,
  parameters: Map<string, string>,
  services: Services,
  signal: AbortSignal,
) => Promise<string | Versioned | Told>;

export type Query = Common & {
  /** Undefined: every authenticated actor may ask, or everybody. */
  permission: string | undefined;
  /** `anyone`: whoever has a credential, with an organization or without. */
  audience: Audience | "anyone";
  run: Run<AnyContext>;
};

/** @param query `allows` says what the permission allows, in words. */
export function defineQuery(
  query: Common & { permission: string; allows?: string; run: Run<Context> },
): Query {
  definePermission(query.permission, query.allows ?? query.describe);
  // the door hands in the kind of context that the audience says
  return { ...query, audience: "organization", run: query.run as Run<AnyContext> };
}

/** What every actor of an organization may ask: what it answers is cut to what each of them may see. */
export function defineSharedQuery(query: Common & { run: Run<Context> }): Query {
  return { ...query, permission: undefined, audience: "organization", run: query.run as Run<AnyContext> };
}

/** What a human asks about themselves. */
export function definePersonalQuery(query: Common & { run: Run<PersonContext> }): Query {
  return { ...query, permission: undefined, audience: "person", run: query.run as Run<AnyContext> };
}

/** What everybody may ask (`public`), or whoever has a credential (`anyone`). */
export function defineOpenQuery(
  query: Common & { audience: "public" | "anyone"; run: Run<AnyContext> },
): Query {
  return { ...query, permission: undefined };
}
