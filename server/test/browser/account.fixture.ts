/** The account pages on a bare server, in front of an API that each test makes up. */
import assert from "node:assert/strict";
import { after } from "node:test";
import Fastify from "fastify";
import type { Page, Route } from "playwright-core";
import { addAccountPages } from "#platform/doors/account";

export type Answer = { status?: number; json?: unknown; headers?: Record<string, string> };

/** By method and path: `POST /v1/auth/login`. A list is answered one after the other, its last one for good. */
export type Answers = Record<string, Answer | Answer[] | "offline">;

export type Asked = { call: string; body: Record<string, unknown> | undefined };

/** Passkeys belong to a name, never to 127.0.0.1. */
export async function accountSite(): Promise<string> {
  const server = Fastify();
  addAccountPages(server);
  after(() => server.close());
  return (await server.listen({ port: 0, host: "127.0.0.1" })).replace("127.0.0.1", "localhost");
}

/**
 * Answers all requests of this page to the API, and remembers them. What is not said otherwise: nobody is signed in,
 * there are no providers, and nothing else exists.
 */
export async function fakeApi(page: Page, answers: Answers): Promise<Asked[]> {
  const asked: Asked[] = [];
  const known: Answers = {
    "GET /v1/me": problem(401, "unauthenticated", "Sign in."),
    ...nothingListed,
    ...answers,
  };
  await page.route("**/v1/**", async (route: Route) => {
    const request = route.request();
    const call = `${request.method()} ${new URL(request.url()).pathname}`;
    asked.push({ call, body: request.postDataJSON() ?? undefined });
    const given = known[call] ?? problem(404, "not_found", `There is no ${call}.`);
    if (given === "offline") return route.abort("internetdisconnected");
    const answer = Array.isArray(given) ? (given.length > 1 ? given.shift() : given[0]) : given;
    assert(answer !== undefined);
    const { status = 200, json, headers = {} } = answer;
    await route.fulfill({ status, headers, ...(json === undefined ? {} : { json }) });
  });
  return asked;
}

export function problem(status: number, code: string, detail: string, more: object = {}): Answer {
  return { status, json: { type: `/errors/${code}`, title: code, status, code, detail, ...more } };
}

/** Calls of this name only. */
export function callsOf(asked: Asked[], call: string): Asked[] {
  return asked.filter((each) => each.call === call);
}

const nothingListed: Answers = Object.fromEntries(
  ["auth/providers", "me/sessions", "me/passkeys", "me/linked_accounts", "me/security_log"].map((path) => [
    `GET /v1/${path}`,
    { json: { data: [] } },
  ]),
);
