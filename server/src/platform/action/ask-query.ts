/** Asks a query for any door: who may ask, and what must be written to the trail before anything is answered. */
import { type AnyContext, authorize, may, personOf, seesAll } from "#platform/access";
import { unavailable } from "#platform/errors";
import { peopleOnly, requireOrganization } from "./admit.ts";
import type { Query, Told, Versioned } from "./define-query.ts";
import type { Services } from "./services.ts";

export type Answered = string | Versioned | Told;

/** The caller as the query's audience asks for it. @throws 403. */
export function admitQuery(query: Query, caller: AnyContext): AnyContext {
  const { audience, permission, alsoNeeds, wholeOrganization } = query;
  if (audience === "person") {
    const context = personOf(caller);
    if (context === undefined) throw peopleOnly("Log in as a person: programs have no account of their own.");
    return context;
  }
  if (permission === undefined) return audience === "organization" ? requireOrganization(caller) : caller;
  const context = requireOrganization(caller);
  authorize(may(context, permission));
  if (alsoNeeds !== undefined) authorize(may(context, alsoNeeds));
  if (wholeOrganization) authorize(seesAll(context));
  return context;
}

/** @param context as `admitQuery` answered it @throws when it is to be recorded and could not be */
export async function askQuery(
  query: Query,
  context: AnyContext,
  parameters: Map<string, string>,
  services: Services,
  signal: AbortSignal,
): Promise<Answered> {
  const answered = await query.run(context, parameters, services, signal);
  const sensitive = typeof answered === "object" && "sensitive" in answered && answered.sensitive;
  if (query.recorded || sensitive) await record(query, query.name, context, parameters, services);
  return answered;
}

/**
 * All rows of the query's export. Resolves with the first of them at hand and the export recorded: what fails until
 * then is answered as a problem.
 * @param signal ends it, at whatever moment, and lets go of its connection and of its place among the exports
 * @throws 429 when the organization has as many under way as it may, 503 when the signal aborts before
 */
export async function exportQuery(
  query: Query,
  context: AnyContext,
  parameters: Map<string, string>,
  services: Services,
  signal: AbortSignal,
): Promise<Export> {
  const { csv } = query;
  if (csv === undefined || context.organizationId === null)
    throw new Error(`"${query.name}" is no export of an organization's`);
  const statements = csv.statements(context, parameters);
  const over = services.exports.begin(context.organizationId, signal);
  const batches = services.stream<Row>(context, statements, over);
  try {
    const first = await batches.next();
    if (query.recorded) await record(query, csv.action, context, parameters, services);
    over.throwIfAborted();
    return { rows: withFirst(first, batches), over };
  } catch (error) {
    await batches.return();
    if (!over.aborted) throw error;
    throw unavailable("The export ended before its first row. Ask again.", { retryAfterSeconds: 1 });
  }
}

type Row = { cells: (string | null)[] };

type Rows = AsyncIterableIterator<Row[], void>;

/** `over` aborts when there is no more to come, whether or not all rows were taken. */
export type Export = { rows: Rows; over: AbortSignal };

/** No generator around the other: `return()` on one that nobody has begun to read would not reach it. */
function withFirst(first: IteratorResult<Row[], void>, rest: AsyncGenerator<Row[], void>): Rows {
  let taken = false;
  return {
    next() {
      if (taken) return rest.next();
      taken = true;
      return Promise.resolve(first);
    },
    return: () => rest.return(),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function record(
  { name, subject }: Query,
  action: string,
  context: AnyContext,
  parameters: Map<string, string>,
  services: Services,
): Promise<void> {
  if (context.organizationId === null) throw new Error(`"${name}" is recorded and asked for no organization`);
  const { id, ...asked } = Object.fromEntries(parameters);
  const about = { type: subject ?? name.split(".")[0] ?? name, id: id ?? null };
  return services.record(context, { action, subject: about, parameters: new Map(Object.entries(asked)) });
}
