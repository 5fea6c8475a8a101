/** What happened to an order, as its timeline tells it. Pure: no I/O. */

/** Nouns whose facts belong to an order, by the permission to read them. What is named nowhere is told to nobody. */
const factsOf: Record<string, string> = {
  order: "orders:read",
  payment: "payments:read",
  refund: "payments:read",
  mail: "mails:read",
  sync_link: "integrations:read",
  sync_conflict: "integrations:read",
};

export const entryKinds = ["event", "job", "delivery", "inbox_item", "comment"] as const;
export type EntryKind = (typeof entryKinds)[number];

/** What is no fact, by the permission to read it. */
const restOf: Record<Exclude<EntryKind, "event">, string> = {
  job: "jobs:read",
  delivery: "webhooks:read",
  inbox_item: "inbox:read",
  comment: "comments:read",
};

export type Sight = { types: string[]; kinds: string[] };

/** What of a timeline is told to whoever holds these. */
export function sightOf(permissions: ReadonlySet<string>): Sight {
  const held = (needed: Record<string, string>) =>
    Object.keys(needed).filter((name) => permissions.has(needed[name] ?? ""));
  return { types: held(factsOf), kinds: ["event", ...held(restOf)] };
}

/** As the database has it. */
export type Row = {
  at: string;
  /** Among those of one moment. */
  rank: number;
  id: string;
  kind: EntryKind;
  type: string;
  subject: { type: string; id: string };
  actor: string | null;
  state: string | null;
  details: Record<string, unknown>;
};

export type Entry = Omit<Row, "rank" | "actor" | "state"> & {
  summary: string;
  actor?: string;
  state?: string;
};

/** @param described what a type of event says of itself */
export function entryOf(row: Row, described: (type: string) => string | undefined): Entry {
  const { rank: _, actor, state, details, ...entry } = row;
  return {
    ...entry,
    summary: summaryOf(row, described),
    ...(actor === null ? {} : { actor }),
    ...(state === null ? {} : { state }),
    details: Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null)),
  };
}

function summaryOf(
  { kind, type, state, details }: Row,
  described: (type: string) => string | undefined,
): string {
  if (kind === "event") return described(type) ?? `${type} happened.`;
  if (kind === "inbox_item") return String(details.because);
  if (kind === "comment") return firstWords(String(details.body));
  const tries = Number(details.attempts) === 1 ? "1 attempt" : `${Number(details.attempts)} attempts`;
  const what = kind === "job" ? `The job ${type}` : `The delivery of ${type}`;
  const why = typeof details.error_code === "string" ? `: ${details.error_code}` : "";
  return `${what} ${words[state ?? ""] ?? `is ${state}`} after ${tries}${why}.`;
}

/** The details have all of it. */
function firstWords(body: string): string {
  const [line = ""] = body.trim().split("\n");
  const words = [...line];
  return words.length <= mostOfSummary ? line : `${words.slice(0, mostOfSummary).join("")}…`;
}
const mostOfSummary = 200;

const words: Record<string, string> = {
  scheduled: "waits",
  ready: "waits for a worker",
  running: "runs",
  done: "was done",
  dead: "gave up",
  discarded: "was discarded",
  pending: "waits",
  delivered: "was taken",
  failed: "was given up",
};

export type Place = { at: string; rank: number; id: string };

/** Where a page ended, opaque to callers. */
export function cursorOf({ at, rank, id }: Place): string {
  return Buffer.from(JSON.stringify(["timeline", at, rank, id])).toString("base64url");
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Undefined when it is no cursor of a timeline. */
export function placeOf(cursor: string): Place | undefined {
  try {
    const [what, at, rank, id, ...more] = JSON.parse(
      Buffer.from(cursor, "base64url").toString("utf8"),
    ) as unknown[];
    if (what !== "timeline" || typeof at !== "string" || typeof id !== "string" || more.length > 0)
      return undefined;
    if (typeof rank !== "number" || !Number.isSafeInteger(rank)) return undefined;
    return moment.test(at) && !Number.isNaN(Date.parse(at)) && uuid.test(id) ? { at, rank, id } : undefined;
  } catch {
    return undefined;
  }
}
