/** The door for people: what it hands to a verb, whom it lets in, and what its answers say besides their body. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import Type from "typebox";
import { organizationContext, personContext } from "#harness/contexts";
import {
  type Action,
  type Answer,
  type Call,
  defineAction,
  definePersonalAction,
  definePublicAction,
} from "#platform/action";
import { systemClock } from "#platform/clock";
import { unauthenticated } from "#platform/errors";
import { createRequestLimit, createShedding } from "#platform/limits";
import { createRegistry } from "#platform/resource";
import { createLogger } from "#platform/telemetry";
import { uuidv7 } from "#platform/uuid";
import type { Credential } from "./caller.ts";
import { createRestServer, type RestDoor } from "./server.ts";

const origin = "https://plinth.example";
const because = "it is declared for the test";
const words = { describe: "Does a thing for the test.", run: async () => ({ answer: {} }) };
const empty = Type.Object({}, { additionalProperties: false });
const organization = uuidv7();

const open = definePublicAction({
  ...words,
  name: "all.go",
  door: "POST /v1/all/{where}/go",
  because,
  input: Type.Object({ where: Type.String(), how: Type.Optional(Type.String()) }),
});
const own = definePersonalAction({
  ...words,
  name: "mine.do",
  door: "POST /v1/mine",
  because,
  input: empty,
  stepUp: true,
});
const leaving = definePersonalAction({
  ...words,
  name: "mine.leave",
  door: "POST /v1/leave",
  because,
  input: empty,
  forgets: "session",
});
const ending = definePersonalAction({
  ...words,
  name: "mine.end",
  door: "POST /v1/end",
  because,
  input: empty,
  fresh: true,
});
const making = (shows: Action["shows"]) =>
  defineAction({
    ...words,
    name: `things.${shows === undefined ? "make" : "mint"}`,
    door: shows === undefined ? "POST /v1/things" : "POST /v1/secrets",
    permission: "things:make",
    allows: "Make things for the test.",
    input: empty,
    ...(shows === undefined ? {} : { shows }),
  });

/** What the door handed over, and what it is answered with. */
const calls: { action: string; call: Call }[] = [];
const credentials: Credential[] = [];
let answer: Partial<Answer> = {};

const door = {
  registry: createRegistry([]),
  actions: [open, own, leaving, ending, making(undefined), making({})],
  queries: [],
  executor: {
    async execute({ name }: Action, call: Call): Promise<Answer> {
      calls.push({ action: name, call });
      return { status: 200, body: "{}", location: null, etag: null, replayed: false, ...answer };
    },
  },
  services: { publicUrl: origin },
  authenticate(credential: Credential) {
    credentials.push(credential);
    const { authorization, cookie } = credential;
    if (authorization === "Bearer a-person" || cookie === "a-person") return personContext();
    if (authorization === "Bearer a-key") return organizationContext(organization);
    throw unauthenticated("Send a credential.");
  },
  clock: systemClock,
  requests: createRequestLimit(0),
  shedding: createShedding(undefined, createLogger("silent")),
  trustedProxies: [],
  logger: createLogger("silent"),
  stopping: new AbortController().signal,
};
// the parts that this door does not touch are left out
const server = createRestServer(door as unknown as RestDoor);
after(() => server.close());

type Sent = { body?: object; headers?: Record<string, string>; answers?: Partial<Answer> };

async function post(url: string, { body = {}, headers = {}, answers = {} }: Sent = {}) {
  answer = answers;
  calls.length = 0;
  credentials.length = 0;
  const response = await server.inject({ method: "POST", url, payload: body, headers });
  return { response, call: calls[0]?.call, credential: credentials[0] };
}
const each = (...headers: Record<string, string>[]) => headers;
const asPerson = { authorization: "Bearer a-person" };
const asProgram = { authorization: "Bearer a-key" };

describe("the path's parameters", () => {
  test("join the input under their names", async () => {
    const { call } = await post("/v1/all/n%C3%B6rth/go", { body: { how: "on foot" } });
    assert.deepEqual(call?.inputs, [{ given: { how: "on foot", where: "nörth" }, id: "" }]);
  });

  test("422: are no fields of the body", async () => {
    const { response, call } = await post("/v1/all/north/go", { body: { where: "south" } });
    assert.equal(response.statusCode, 422);
    assert.deepEqual(
      response.json().errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
      [["/where", "unknown_field"]],
    );
    assert.equal(call, undefined);
  });
});

describe("what is for everybody", () => {
  test("looks at no credential: whoever sends one is nobody all the same", async () => {
    for (const headers of each({}, asPerson, asProgram, { authorization: "Bearer nonsense" })) {
      const { response, call, credential } = await post("/v1/all/north/go", { headers });
      assert.equal(response.statusCode, 200);
      assert.deepEqual([call?.context.actor.kind, call?.context.person], ["public", undefined]);
      assert.equal(credential, undefined);
    }
  });

  test("403: comes from no page of another site; a program, which has no page, is served", async () => {
    for (const headers of each(
      { origin: "https://elsewhere.example" },
      { origin: "null" },
      { origin: `${origin}.elsewhere.example` },
      { origin: "http://plinth.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    )) {
      const { response, call } = await post("/v1/all/north/go", { headers });
      assert.deepEqual(
        [response.statusCode, response.json().code],
        [403, "cross_site"],
        JSON.stringify(headers),
      );
      assert.equal(call, undefined);
    }
    for (const headers of each({}, { origin }, { "sec-fetch-site": "same-origin" }))
      assert.equal((await post("/v1/all/north/go", { headers })).response.statusCode, 200);
  });
});

describe("the session cookie", () => {
  const cookie = "__Host-plinth_session=a-person";

  test("is a credential where no other is sent, and writes come from our own pages", async () => {
    const { response, credential } = await post("/v1/mine", { headers: { cookie, origin } });
    assert.equal(response.statusCode, 200);
    assert.deepEqual([credential?.cookie, credential?.authorization], ["a-person", undefined]);
    for (const headers of each({}, { origin: "https://elsewhere.example" }, { "sec-fetch-site": "none" })) {
      const refused = await post("/v1/mine", { headers: { cookie, ...headers } });
      assert.deepEqual([refused.response.statusCode, refused.response.json().code], [403, "cross_site"]);
      assert.equal(refused.credential, undefined, "it was asked who that is");
    }
  });

  test("counts for nothing beside an Authorization header, which no page of another site can send", async () => {
    for (const headers of each({}, { origin })) {
      const { response, credential } = await post("/v1/mine", {
        headers: { cookie, ...asPerson, ...headers },
      });
      assert.equal(response.statusCode, 200);
      assert.deepEqual([credential?.cookie, credential?.authorization], [undefined, asPerson.authorization]);
    }
  });

  test("counts for nothing when it is there twice, or without its prefix", async () => {
    for (const planted of [`${cookie}; __Host-plinth_session=another`, "plinth_session=a-person"])
      assert.equal(
        (await post("/v1/mine", { headers: { cookie: planted, origin } })).response.statusCode,
        401,
      );
  });

  test("is forgotten by a verb that ends it, also when nobody is known by it any more", async () => {
    const { response } = await post("/v1/leave", {
      headers: { cookie: "__Host-plinth_session=gone", origin },
    });
    assert.equal(response.statusCode, 401);
    assert.match(String(response.headers["set-cookie"]), /^__Host-plinth_session=; Path=\/; Max-Age=0;/);
    const elsewhere = await post("/v1/mine", { headers: { cookie: "__Host-plinth_session=gone", origin } });
    assert.equal(elsewhere.response.headers["set-cookie"], undefined);
  });
});

describe("an answer", () => {
  test("tells the browser what to keep, each cookie for this host, over TLS, and out of reach of scripts", async () => {
    const cookies = [
      { name: "session", value: "s-1", maxAgeSeconds: 60 },
      { name: "device", value: null, maxAgeSeconds: 60 },
    ];
    const { response } = await post("/v1/mine", { headers: asPerson, answers: { cookies } });
    assert.deepEqual(response.headers["set-cookie"], [
      "__Host-plinth_session=s-1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure",
      "__Host-plinth_device=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure",
    ]);
  });

  test("to people, to everybody, and with a secret is for nobody's memory; others ask again each time", async () => {
    const asked: [string, Record<string, string>, string][] = [
      ["/v1/all/north/go", {}, "no-store"],
      ["/v1/mine", asPerson, "no-store"],
      ["/v1/secrets", asProgram, "no-store"],
      ["/v1/things", asProgram, "private, no-cache"],
    ];
    for (const [url, headers, expected] of asked) {
      for (const answers of [{}, { status: 204, body: null }]) {
        const { response } = await post(url, { headers, answers });
        assert.equal(response.headers["cache-control"], expected, url);
        assert.equal(response.headers.vary, "Authorization, Cookie, Plinth-Organization", url);
      }
    }
  });

  test("may be 202, and without a body 204", async () => {
    const later = await post("/v1/mine", {
      headers: asPerson,
      answers: { status: 202, body: '{"at":"work"}' },
    });
    assert.deepEqual([later.response.statusCode, later.response.json()], [202, { at: "work" }]);
    const nothing = await post("/v1/mine", { headers: asPerson, answers: { status: 204, body: null } });
    assert.deepEqual([nothing.response.statusCode, nothing.response.body], [204, ""]);
    assert.equal(nothing.response.headers["content-type"], undefined);
  });
});

describe("who asks", () => {
  test("is looked at anew for a sensitive verb, whatever is remembered", async () => {
    assert.equal((await post("/v1/mine", { headers: asPerson })).credential?.fresh, true);
    assert.equal((await post("/v1/end", { headers: asPerson })).credential?.fresh, true);
    assert.equal((await post("/v1/leave", { headers: asPerson })).credential?.fresh, false);
  });

  test("400: names an organization by its id, in any case of letters", async () => {
    const named = { ...asPerson, "plinth-organization": organization.toUpperCase() };
    assert.equal((await post("/v1/mine", { headers: named })).credential?.organization, organization);
    for (const wrong of ["", "mine", `${organization}, ${organization}`, "'"]) {
      const { response } = await post("/v1/mine", {
        headers: { ...asPerson, "plinth-organization": wrong },
      });
      assert.deepEqual([response.statusCode, response.json().code], [400, "malformed_request"], wrong);
    }
  });
});
