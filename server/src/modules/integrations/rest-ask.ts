/** How an ERP with a REST interface is asked, and what its answers mean. */
import { type ErpAnswer, type ErpCalls, ErpFailure, type ErpRequest, ErpUnanswered } from "./contract.ts";
import { addressOf, type Values, within } from "./rest-address.ts";
import type { RestConfiguration } from "./rest-configuration.ts";
import { at } from "./rest-places.ts";

export type Calls = ErpCalls<RestConfiguration>;

/** @returns undefined for 404 @throws ErpFailure */
export async function readAt(
  calls: Calls,
  url: URL,
): Promise<{ body: unknown; answer: ErpAnswer } | undefined> {
  const answer = await send(calls, "GET", within(calls.configuration.base_url, url));
  if (answer.status === 404) return undefined;
  if (answer.status >= 300) throw failureOf(answer, "reading");
  return { body: parsed(answer), answer };
}

/** @returns "again" when the answer settles nothing @throws ErpFailure, with a time to wait where it may be under way */
export async function write(
  calls: Calls,
  method: ErpRequest["method"],
  url: URL,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<unknown> {
  const answer = await send(calls, method, url, { headers, body: JSON.stringify(body) }).catch(
    (error: unknown) => {
      throw error instanceof ErpUnanswered ? unsettled(calls, error) : error;
    },
  );
  const { status } = answer;
  // whether it is the whole object they do not have to say
  if (status < 300) return answer.body.trim() === "" ? "again" : parsed(answer);
  if (status === 404 || status === 409 || status === 412) return "again";
  if (status === 408 || status >= 500) throw unsettled(calls, answer);
  throw failureOf(answer, "writing");
}

export function urlOf(
  { configuration }: Calls,
  { path, query = {} }: { path: string; query?: Record<string, string> },
  values: Values,
): URL {
  return addressOf(configuration.base_url, path, query, values);
}

/** @throws ErpFailure when there is no list where it should be */
export function itemsIn(body: unknown, items: string | undefined): unknown[] {
  const list = at(body, items ?? "");
  if (!Array.isArray(list))
    throw new ErpFailure("erp_unreadable", "The ERP's answer has no list where it should be.");
  return list;
}

async function send(
  { configuration, credentials, send }: Calls,
  method: ErpRequest["method"],
  url: URL,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<ErpAnswer> {
  return await send({
    method,
    url: url.href,
    headers: {
      accept: "application/json",
      ...configuration.headers,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
      ...authorization(configuration, credentials),
    },
    ...(body === undefined ? {} : { body }),
    timeoutMs: (configuration.timeout_seconds ?? 20) * 1_000,
  });
}

function authorization(
  { auth }: RestConfiguration,
  credentials: Record<string, string>,
): Record<string, string> {
  const { secret = "", username = "" } = credentials;
  if (auth.kind === "bearer") return { authorization: `Bearer ${secret}` };
  if (auth.kind === "header") return { [auth.name ?? "x-api-key"]: secret };
  return { authorization: `Basic ${Buffer.from(`${username}:${secret}`, "utf8").toString("base64")}` };
}

function failureOf(answer: ErpAnswer, what: string): ErpFailure {
  const { status } = answer;
  if (status === 401 || status === 403)
    return new ErpFailure(
      "erp_credentials",
      `The ERP does not allow the ${what}: look at the credentials and their rights.`,
    );
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return new ErpFailure("erp_unavailable", `The ERP answered ${status} to the ${what}.`, waiting(answer));
  return new ErpFailure("erp_refused", `The ERP refused the ${what}: status ${status}.`, {
    retryable: false,
  });
}

function unsettled({ configuration }: Calls, cause: unknown): ErpFailure {
  const retryAfterMs = (configuration.request_limit_seconds ?? 120) * 1_000;
  const detail =
    "The ERP did not say whether it was done. It is looked up when the request must have ended there.";
  return new ErpFailure("erp_unsettled", detail, { retryAfterMs, cause });
}

function waiting({ headers }: ErpAnswer): { retryAfterMs?: number } {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: Math.min(seconds, 3_600) * 1_000 } : {};
}

function parsed({ body }: ErpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ErpFailure("erp_unreadable", "The ERP answered with something that is no JSON.");
  }
}
