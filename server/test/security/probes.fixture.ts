/** Every operation at every place that takes an id, generated from the declarations. */
import type { TestApp } from "#harness/app";
import type { Action } from "#platform/action";
import type { Resource } from "#platform/resource";
import { encodeCursor } from "../../src/platform/resource/cursor.ts";
import type { Population } from "./population.fixture.ts";
import { sampler, withValue } from "./sample.fixture.ts";

export type Request = { method: string; path: string; body?: unknown; headers?: Record<string, string> };

/** One operation, one place: `request(id)` names the id there. */
export type Probe = { operation: string; place: string; noun: string; request(id: string): Request };

export function probesOf(t: TestApp, own: Population): Probe[] {
  const { registry, actions } = t.app;
  const served = registry.resources.filter(({ path }) => path !== undefined);
  return [...served.flatMap(readProbes), ...actions.flatMap((action) => actionProbes(t, own, action))];
}

/** Every operation once, to be asked by anybody: path ids are the population's own. */
export function operationsOf(t: TestApp, own: Population): { operation: string; request: Request }[] {
  const { registry, actions, queries } = t.app;
  const { body } = sampler(registry, own.idOf, 5_000);
  const named = (path: string, noun: string) => path.replace("{id}", () => own.idOf(noun));
  return [
    ...registry.resources.flatMap(({ path, name }) =>
      path === undefined
        ? []
        : ["GET", "HEAD"].flatMap((method) => [
            { operation: `${method} /v1/${path}`, request: { method, path: `/v1/${path}` } },
            {
              operation: `${method} /v1/${path}/{id}`,
              request: { method, path: named(`/v1/${path}/{id}`, name) },
            },
          ]),
    ),
    ...queries.map(({ door }) => ({
      operation: door,
      request: { method: "GET", path: door.slice("GET ".length) },
    })),
    ...actions.flatMap((action) => {
      const [method = "", path = ""] = action.door.split(" ");
      const headers = { "if-match": '"1"' };
      const one = { method, path: named(path, nounOf(t, action)), body: body(action.input), headers };
      const single = { operation: action.door, request: one };
      if (action.batch !== true) return [single];
      const batch = { ...one, path: `${path}/batch`, body: { items: [body(action.input)] } };
      return [single, { operation: `${action.door}/batch`, request: batch }];
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
        request: (id) => ({ method, path: `${list}/${id}${query}` }),
      }),
    ),
  );
  const conditional: Probe = {
    operation: `GET ${list}/{id}`,
    place: "path, whatever its ETag",
    noun: resource.name,
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
    request: (id) => ({ method: "GET", path: `${list}?after=${encodeCursor(resource, newestFirst, [id])}` }),
  };
  return [...pathProbes, conditional, ...filters, cursor];
}

/** The order of a list that asks for none. */
const newestFirst = [{ field: "id", descending: true }];

function actionProbes(t: TestApp, own: Population, action: Action): Probe[] {
  const { body, idPlaces } = sampler(t.app.registry, own.idOf, 1_000);
  const [method = "", path = ""] = action.door.split(" ");
  const headers = { "if-match": '"1"' };
  const tried = action.dryRun === false ? [""] : ["", "?dry_run=true"];
  const probes: Probe[] = [];
  for (const query of tried) {
    if (path.includes("{id}")) {
      const sent = body(action.input);
      for (const also of [headers, { "if-match": "*" }, {}]) {
        probes.push({
          operation: action.door,
          place: `path ${query} ${JSON.stringify(also)}`,
          noun: nounOf(t, action),
          request: (id) => ({
            method,
            path: path.replace("{id}", id) + query,
            body: sent,
            headers: also as Record<string, string>,
          }),
        });
      }
    }
    for (const place of idPlaces(action.input)) {
      const [sent, other] = [body(action.input), body(action.input)];
      const named = path.replace("{id}", () => own.idOf(nounOf(t, action)));
      probes.push({
        operation: action.door,
        place: `/${place.path.join("/")} ${query}`,
        noun: place.noun,
        request: (id) => ({ method, path: named + query, body: withValue(sent, place.path, id), headers }),
      });
      if (action.batch !== true) continue;
      probes.push({
        operation: `${action.door}/batch`,
        place: `/items/1/${place.path.join("/")} ${query}`,
        noun: place.noun,
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

/** The noun whose id the path of a verb takes. */
function nounOf({ app }: TestApp, { door }: Action): string {
  const path = /^[A-Z]+ \/v1\/([a-z_]+)/.exec(door)?.[1];
  const noun = app.registry.resources.find((resource) => resource.path === path)?.name;
  if (noun === undefined) throw new Error(`"${door}" lies at no noun`);
  return noun;
}
