/** Every operation at every place that takes an id, generated from the declarations. */
import type { TestApp } from "#harness/app";
import { stripeWish } from "#harness/every-connections-action";
import type { Action, Query } from "#platform/action";
import type { Resource } from "#platform/resource";
import { encodeCursor } from "../../src/platform/resource/cursor.ts";
import type { Population } from "./population.fixture.ts";
import { type Sampler, sampler, withValue } from "./sample.fixture.ts";

export type Request = { method: string; path: string; body?: unknown; headers?: Record<string, string> };

/** With which credential: the organization's key, its owner's own session, or none. */
export type By = "key" | "person" | "nobody";

/** One operation, one place: `request(id)` names the id there. */
export type Probe = { operation: string; place: string; noun: string; by: By; request(id: string): Request };

export function probesOf(t: TestApp, own: Population): Probe[] {
  const { registry, actions, queries } = t.app;
  const served = registry.resources.filter(({ path }) => path !== undefined);
  // what nobody is known for names no object of anybody
  const ofSomebody = actions.filter(({ audience }) => audience !== "public");
  return [
    ...served.flatMap(readProbes),
    ...queries.filter(({ door }) => door.includes("{id}")).map((query) => queryProbe(t, query)),
    ...ofSomebody.flatMap((action) => actionProbes(t, own, action)),
  ];
}

/** Parameters of queries that take an id of whatever there is. */
export function parameterProbesOf({ app }: TestApp): Probe[] {
  return app.queries.flatMap((query) =>
    Object.entries(query.parameters.properties)
      .filter(([, schema]) => "format" in schema && schema.format === "uuid")
      .map(([name]) => ({
        operation: query.door,
        place: `?${name}=ID`,
        noun: "order",
        by: byOf(query),
        request: (id: string) => ({
          method: "GET",
          path: `${pathOf(query)}?${name}=${id}${besides[name] ?? ""}`,
        }),
      })),
  );
}

/** What a parameter is not asked without. */
const besides: Record<string, string> = { on_behalf_of: "&action=orders.place" };

/** Whose credential a verb or query asks for. */
export function byOf({ audience }: { audience: string }): By {
  if (audience === "public") return "nobody";
  return audience === "person" ? "person" : "key";
}

export type AskedOperation = { operation: string; by: By; request: Request };

/** Every operation once, to be asked by anybody: path ids are the population's own. */
export function operationsOf(t: TestApp, own: Population): AskedOperation[] {
  const { registry, actions, queries } = t.app;
  const { body } = sampler(registry, own.idOf, 5_000);
  const named = (path: string, noun: string) => withParameters(path, () => own.idOf(noun));
  const by: By = "key";
  return [
    ...registry.resources.flatMap(({ path, name }) =>
      path === undefined
        ? []
        : ["GET", "HEAD"].flatMap((method) => [
            { operation: `${method} /v1/${path}`, by, request: { method, path: `/v1/${path}` } },
            {
              operation: `${method} /v1/${path}/{id}`,
              by,
              request: { method, path: named(`/v1/${path}/{id}`, name) },
            },
          ]),
    ),
    ...queries.map((query) => ({
      operation: query.door,
      by: byOf(query),
      request: {
        method: "GET",
        path: query.door.includes("{id}") ? named(pathOf(query), nounOf(t, query)) : pathOf(query),
      },
    })),
    ...actions.flatMap((action) => {
      const [method = "", path = ""] = action.door.split(" ");
      const by = byOf(action);
      const versioned = path.includes("{id}") || action.ifMatch === "required";
      const headers: Record<string, string> = versioned ? { "if-match": '"1"' } : {};
      const sent = bodyOf(action, body);
      const one = { method, path: named(path, nounOf(t, action)), body: sent, headers };
      const single = { operation: action.door, by, request: one };
      if (action.batch !== true) return [single];
      const batch = { ...one, path: `${path}/batch`, body: { items: [sentTo(action, body)] } };
      return [single, { operation: `${action.door}/batch`, by, request: batch }];
    }),
  ];
}

function readProbes(resource: Resource): Probe[] {
  const list = `/v1/${resource.path}`;
  const expands = Object.keys(resource.relations);
  const queries = ["", "?fields=id,version", ...expands.map((name) => `?expand=${name}`)];
  const pathProbes = ["GET", "HEAD"].flatMap((method) =>
    queries.map(
      (query): Probe => ({
        operation: `${method} ${list}/{id}`,
        place: `path ${query}`,
        noun: resource.name,
        by: "key",
        request: (id) => ({ method, path: `${list}/${id}${query}` }),
      }),
    ),
  );
  const conditional: Probe = {
    operation: `GET ${list}/{id}`,
    place: "path, whatever its ETag",
    noun: resource.name,
    by: "key",
    request: (id) => ({ method: "GET", path: `${list}/${id}`, headers: { "if-none-match": "*" } }),
  };
  const filters = resource.filter.flatMap((name): Probe[] => {
    const noun = name === "id" ? resource.name : resource.fields[name]?.references;
    if (noun === undefined) return [];
    return [
      `${name}=ID`,
      `${name}[ne]=ID`,
      `${name}=ID,ID`,
      `${name}=ID&count=exact&expand=${expands.join(",")}`,
    ].map(
      (query): Probe => ({
        operation: `GET ${list}`,
        place: `?${query}`,
        noun,
        by: "key",
        request: (id) => ({
          method: "GET",
          path: `${list}?${query.replace(/&expand=$/, "").replaceAll("ID", id)}`,
        }),
      }),
    );
  });
  const cursor: Probe = {
    operation: `GET ${list}`,
    place: "cursor",
    noun: resource.name,
    by: "key",
    request: (id) => ({ method: "GET", path: `${list}?after=${encodeCursor(resource, newestFirst, [id])}` }),
  };
  return [...pathProbes, conditional, ...filters, cursor];
}

function queryProbe(t: TestApp, query: Query): Probe {
  return {
    operation: query.door,
    place: "path ",
    noun: nounOf(t, query),
    by: byOf(query),
    request: (id) => ({ method: "GET", path: withParameters(pathOf(query), () => id) }),
  };
}

const pathOf = ({ door }: Query) => door.slice("GET ".length);

/** The order of a list that asks for none. */
const newestFirst = [{ field: "id", descending: true }];

function actionProbes(t: TestApp, own: Population, action: Action): Probe[] {
  const { body, idPlaces } = sampler(t.app.registry, own.idOf, 1_000);
  const [method = "", path = ""] = action.door.split(" ");
  const headers = { "if-match": '"1"' };
  const by = byOf(action);
  // what is asked about is there: its version is no reason
  const whatever = { "if-match": "*" };
  const tried = action.dryRun === false ? [""] : ["", "?dry_run=true"];
  const probes: Probe[] = [];
  for (const query of tried) {
    if (path.includes("{id}")) {
      const sent = bodyOf(action, body);
      const ways = [["", sent] as const, ...Object.entries(furtherWays[action.name] ?? {})];
      for (const [words, said] of ways)
        for (const also of [headers, whatever, {}]) {
          probes.push({
            operation: action.door,
            place: `path ${query} ${words}${JSON.stringify(also)}`,
            noun: nounOf(t, action),
            by,
            request: (id) => ({
              method,
              path: withParameters(path, () => id) + query,
              body: said,
              headers: also as Record<string, string>,
            }),
          });
        }
    }
    for (const place of idPlaces(action.input)) {
      const [sent, other] = [sentTo(action, body), sentTo(action, body)];
      const named = withParameters(path, () =>
        action.name === "connections.push" ? own.erp : own.idOf(nounOf(t, action)),
      );
      probes.push({
        operation: action.door,
        place: `/${place.path.join("/")} ${query}`,
        noun: place.noun,
        by,
        request: (id) => ({
          method,
          path: named + query,
          body: withValue(sent, place.path, id),
          headers: whatever,
        }),
      });
      if (action.batch !== true) continue;
      probes.push({
        operation: `${action.door}/batch`,
        place: `/items/1/${place.path.join("/")} ${query}`,
        noun: place.noun,
        by,
        request: (id) => ({
          method,
          path: `${named}/batch${query}`,
          body: { items: [other, withValue(sent, place.path, id)] },
        }),
      });
    }
  }
  return probes;
}

type Body = Record<string, unknown>;

/** What no schema says of a body: what fits the system outside, and which fields say nothing beside one another. */
const asMeant: Record<string, (sampled: Body) => Body> = {
  "connections.create": ({ owner_user_id }) => ({ ...stripeWish(), owner_user_id }),
  "connections.update": ({ name, owner_user_id }) => {
    const { configuration } = stripeWish();
    return { name, owner_user_id, configuration, allows: ["payments"] };
  },
  // nobody is mentioned where somebody else is asked about
  "comments.create": (sampled) => ({ ...sampled, mentions: [] }),
  "comments.update": (sampled) => ({ ...sampled, mentions: [] }),
  "payments.create": ({ connection_id }) => ({ method: "stripe_checkout", connection_id }),
};

/** A verb that is another one to whoever may not do all of it. */
const furtherWays: Record<string, Record<string, Body>> = {
  "payments.create": { "by bank transfer ": { method: "bank_transfer", amount_minor: 5 } },
};

function sentTo({ name, input }: Action, body: Sampler["body"]): Body {
  const sampled = body(input);
  return asMeant[name]?.(sampled) ?? sampled;
}

/** What the path does not say already. */
function bodyOf(action: Action, body: Sampler["body"]): Body {
  const inPath = [...action.door.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return Object.fromEntries(Object.entries(sentTo(action, body)).filter(([name]) => !inPath.includes(name)));
}

/** The id, and for what is no id (a provider's name) one that nobody has. */
function withParameters(path: string, id: () => string): string {
  return path.replace("{id}", id).replaceAll(/\{\w+\}/g, "none");
}

/** The noun whose id the path of a verb takes: that of the path, or what a human's verb says it is about. */
function nounOf({ app }: TestApp, { door, subject }: Pick<Action | Query, "door" | "subject">): string {
  const path = /^[A-Z]+ \/v1\/([a-z_]+)/.exec(door)?.[1];
  const noun = app.registry.resources.find((resource) => resource.path === path)?.name ?? subject;
  if (noun === undefined) throw new Error(`"${door}" lies at no noun`);
  return noun;
}
