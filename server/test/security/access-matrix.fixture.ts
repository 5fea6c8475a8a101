/**
 * Everybody × every operation × every place of an id × whose object: who is asked what, and the answer that follows from
 * the declarations alone. What the answer is in truth is the matrix's to find out.
 */
import type { InjectOptions } from "fastify";
import type { TestApp } from "#harness/app";
import { type Action, type Query, resourceOf } from "#platform/action";
import type { Resource } from "#platform/resource";
import type { TestActor } from "./access-actors.fixture.ts";
import { type HeardStatement, hearing } from "./heard-statements.fixture.ts";
import { intentions } from "./intentions/index.ts";
import { neverExisted, type Population, subjectTypeOf } from "./population.fixture.ts";
import { operationsOf, type Probe, parameterProbesOf, probesOf, type Request } from "./probes.fixture.ts";

/** Whose object an id names: of the customer that scoped actors see, of another, of another organization, nobody's. */
export type Whose = "theirs" | "another customer's" | "another organization's" | "nobody's";

export type Populations = { own: Population; another: Population; other: Population };

/** `reached`: the door, the permission and the look-up let the caller through; what the business says then is its own. */
export type Verdict = "reached" | "denied" | "absent" | "not found in the body" | "listed";

/** Verbs with a reason of their own to refuse also those who hold the permission. */
export const mayRefuse = new Set(
  Object.values(intentions).flatMap(({ refuses = {} }) => Object.keys(refuses)),
);

/** A place of an id at an operation, as one actor asks it. */
export type Question = Pick<Probe, "operation" | "place" | "noun" | "request" | "by"> & {
  declared: Action | Query | Resource;
};

/** Every question that there is: each operation with an id at each place, and once with none. */
export function questionsOf(t: TestApp, own: Population): Question[] {
  const { registry, actions, queries } = t.app;
  const declaredOf = (operation: string): Action | Query | Resource => {
    const door = operation.replace(/\/batch$/, "").replace(/^HEAD /, "GET ");
    const noun = registry.resources.find(
      ({ path }) => door === `GET /v1/${path}` || door === `GET /v1/${path}/{id}`,
    );
    const found = [...actions, ...queries].find((one) => one.door === door) ?? noun;
    if (found === undefined) throw new Error(`"${operation}" is declared by nobody`);
    return found;
  };
  const probes = [...probesOf(t, own).filter(({ place }) => isChosen(place)), ...parameterProbesOf(t)];
  const named = new Set(probes.map(({ operation }) => operation));
  const idle = operationsOf(t, own)
    .filter(({ operation, by }) => by !== "nobody" && !operation.startsWith("HEAD"))
    .filter(({ operation }) => !named.has(operation) || /^GET [^{]+$/.test(operation))
    .map(({ operation, by, request }) => ({
      ...{ operation, by, place: "none", noun: "" },
      request: () => (operation.startsWith("GET") ? request : rehearsed(request)),
    }));
  return [...probes, ...idle].map((probe) => ({ ...probe, declared: declaredOf(probe.operation) }));
}

/** One of each kind: the walls of organizations try every spelling, here it is everybody's turn. */
function isChosen(place: string): boolean {
  if (place.startsWith("path")) {
    const plain = place === "path " || place.startsWith("path ?expand");
    return plain || (place.endsWith('{"if-match":"*"}') && !place.includes("dry_run"));
  }
  if (place.startsWith("/")) return !place.includes("dry_run");
  return place === "cursor" || !/\[ne\]|ID,ID/.test(place);
}

/** Tried out, not done: what cannot be tried out says so, and only to whom it would have been allowed. */
export function rehearsed(request: Request): Request {
  return { ...request, path: `${request.path}${request.path.includes("?") ? "&" : "?"}dry_run=true` };
}

/** What follows from the declarations. */
export function expected(t: TestApp, actor: TestActor, question: Question, whose: Whose): Verdict {
  const { declared, noun, place, by } = question;
  if (by === "person" && actor.userId === undefined) return "denied";
  const needed = [...needsOf(declared), ...neededToExpand(t, declared, place)];
  if (needed.some((permission) => !actor.permissions.has(permission))) return "denied";
  if (actor.scoped && isBeyondScope(declared)) return "denied";
  if (place === "none") return by === "key" && namesNothing(declared) ? "absent" : "reached";
  if (place === "cursor" || place.startsWith("?")) return "listed";
  if (by === "person") return place.startsWith("path") ? "absent" : "not found in the body";
  if (place.startsWith("/") && isAboutUnread(t, actor, declared)) return "absent";
  if (sees(t, actor, noun, whose)) return "reached";
  return place.startsWith("path") ? "absent" : "not found in the body";
}

/** What the body names is asked for when the object at hand is there, and what is about another may not be. */
function isAboutUnread(t: TestApp, actor: TestActor, declared: Action | Query | Resource): boolean {
  if (!("input" in declared) || !declared.door.includes("{id}")) return false;
  const { about, name = "" } = resourceOf(declared) ?? {};
  return about === true && !sees(t, actor, name, "theirs");
}

/** Its path takes what is no id, such as a kind: asked here with one that there is not. */
function namesNothing(declared: Action | Query | Resource): boolean {
  return "door" in declared && /\{(?!id\})/.test(declared.door);
}

function needsOf(declared: Action | Query | Resource): string[] {
  if ("read" in declared) return [declared.read];
  const further = "alsoNeeds" in declared ? declared.alsoNeeds : undefined;
  return [declared.permission, further].filter((permission) => permission !== undefined);
}

function neededToExpand({ app }: TestApp, declared: Action | Query | Resource, place: string): string[] {
  const [, names] = /expand=([a-z_,]+)/.exec(place) ?? [];
  if (names === undefined || !("relations" in declared)) return [];
  return names.split(",").flatMap((name) => {
    const relation = declared.relations[name];
    return relation === undefined ? [] : [app.registry.get(relation.to).read];
  });
}

/** What scoped actors do not do, whatever their role allows. */
function isBeyondScope(declared: Action | Query | Resource): boolean {
  if ("read" in declared) return false;
  if (declared.wholeOrganization) return true;
  if (!("input" in declared)) return false;
  const { belongs } = resourceOf(declared) ?? {};
  const makesCustomers = typeof belongs === "object" && "scope" in belongs && belongs.scope === "id";
  return belongs === "hidden" || (makesCustomers && !declared.door.includes("{"));
}

export function sees({ app }: TestApp, actor: TestActor, name: string, whose: Whose): boolean {
  if (whose === "nobody's" || whose === "another organization's") return false;
  const { belongs, about } = app.registry.get(name);
  if (about && !actor.permissions.has(app.registry.get(subjectTypeOf[name] ?? "").read)) return false;
  // of whoever the population's objects are made for, and none of these
  if (typeof belongs === "object" && "person" in belongs) return false;
  if (!actor.scoped || belongs === "shared") return true;
  return belongs !== "hidden" && whose === "theirs";
}

export function idOf({ own, another, other }: Populations, noun: string, whose: Whose): string {
  if (whose === "theirs") return own.idOf(noun);
  if (whose === "another customer's") return another.idOf(noun);
  return whose === "nobody's" ? neverExisted(other.idOf(noun)) : other.idOf(noun);
}

/** Without what the caller may not say: fields that they do not see, values that would tell of others, own prices. */
export function sayable(actor: TestActor, declared: Action | Query | Resource, body: unknown): unknown {
  if (!("input" in declared) || typeof body !== "object" || body === null) return body;
  if ("items" in body && Array.isArray(body.items))
    return { items: body.items.map((item) => sayable(actor, declared, item)) };
  const { fields = {}, unique = [], belongs } = resourceOf(declared) ?? {};
  const kept = Object.entries(body).filter(([name]) => {
    const { see } = fields[name] ?? {};
    const tells =
      !mayRefuse.has(declared.name) && actor.scoped && typeof belongs === "object" && unique.includes(name);
    return !tells && (see === undefined || actor.permissions.has(see));
  });
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === "lines" ? catalogPriced(actor, declared, value) : value]),
  );
}

function catalogPriced(actor: TestActor, { name }: { name: string }, lines: unknown): unknown {
  if (actor.permissions.has("orders:set_price") || name !== "orders.place") return lines;
  return (lines as Record<string, unknown>[]).map(({ product_id, quantity }) => ({ product_id, quantity }));
}

export type Found = {
  status: number;
  text: string;
  headers: Record<string, unknown>;
  heard: HeardStatement[];
};

const requestId = "the-matrix";

/** Asks within the process: as much of a request as there is without a socket, and its statements are heard. */
export async function asked(
  t: Pick<TestApp, "app">,
  key: string,
  { method, path, body, headers = {} }: Request,
): Promise<Found> {
  const options: InjectOptions = {
    method: method as "GET",
    url: path,
    headers: {
      ...headers,
      authorization: `Bearer ${key}`,
      "x-request-id": requestId,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  };
  const { result, heard } = await hearing(() => t.app.server.inject(options));
  const { statusCode: status, payload: text } = result;
  return { status, text, headers: result.headers, heard };
}

/** All that a caller receives. What they sent is no news to them, nor how many requests they have left. */
export function comparable({ status, text, headers }: Omit<Found, "heard">, sent: string): string {
  const { date: _, connection: __, ...kept } = headers;
  const told = Object.entries(kept).filter(([name]) => !name.startsWith("ratelimit"));
  const all = JSON.stringify([status, told, text]);
  return sent === "" ? all : all.replaceAll(sent, "SENT");
}

/** What was done for an answer: which statements were sent, and how many rows each found. */
export function done({ heard }: Pick<Found, "heard">): string {
  return heard.map(({ text, rows }) => `${rows} rows: ${text}`).join("\n");
}

/** Of which kind an answer is. */
export function verdictOf({ status, text }: Found, place: string): string {
  if (status === 403) return "denied";
  if (status === 404) return "absent";
  if (status === 422 && place.startsWith("/") && text.includes('"code":"not_found"')) {
    const [pointer = ""] = place.split(" ");
    return text.includes(`"pointer":"${pointer}`) ? "not found in the body" : "something else is not found";
  }
  const listing = place === "cursor" || place.startsWith("?");
  if (listing) return status === 200 ? "listed" : `listed with ${status}`;
  return status < 500 && status !== 401 && status !== 429 ? "reached" : `answered ${status}`;
}
