/** Frappe's REST interface: how it is asked, and what its answers mean. */
import { type ErpAnswer, type ErpCalls, ErpFailure, type ErpRequest, ErpUnanswered } from "./contract.ts";
import type { ErpnextConfiguration } from "./erpnext-configuration.ts";
import type { Document } from "./erpnext-doctypes.ts";

export type Calls = ErpCalls<ErpnextConfiguration>;

/** A document, none, or an answer after which it may have happened or not. */
export type Written = Document | "again";

/** @returns undefined when there is none @throws ErpFailure */
export async function getDocument(
  calls: Calls,
  doctype: string,
  name: string,
): Promise<Document | undefined> {
  const answer = await send(calls, "GET", [doctype, name]);
  if (answer.status === 404) return undefined;
  return documentIn(expectDone(answer, `reading of the ${doctype}`));
}

/** Filters as Frappe takes them: [field, operator, value], all of them. */
export type Filter = [field: string, operator: "=" | ">" | ">=" | "is", value: string];

/** @throws ErpFailure */
export async function listDocuments(
  calls: Calls,
  doctype: string,
  { fields, filters, limit }: { fields: string[]; filters: Filter[]; limit: number },
): Promise<Document[]> {
  const query = {
    fields: JSON.stringify(fields),
    filters: JSON.stringify(filters),
    order_by: "modified asc, name asc",
    limit_start: "0",
    limit_page_length: String(limit),
  };
  const { data } = parsed(expectDone(await send(calls, "GET", [doctype], query), `list of ${doctype}`));
  if (!Array.isArray(data)) throw unreadable();
  return data as Document[]; // rows of a list are objects of the columns that were asked for
}

/** @throws ErpFailure, with a time to wait when it may still be under way there */
export async function writeDocument(
  calls: Calls,
  method: "POST" | "PUT",
  path: [doctype: string] | [doctype: string, name: string],
  body: Document,
): Promise<Written> {
  const answer = await sendEffect(calls, method, path, body);
  if (answer.status < 300) return documentIn(answer);
  const kind = exceptionIn(answer);
  if (kind !== undefined && settledAnew.has(kind)) return "again";
  // Frappe itself said so, and has ended the request; it may have committed before it failed
  if (answer.status === 500 || answer.status === 508) return "again";
  // something in front of it said so, and it may still be at work
  if (answer.status > 500) throw unsettled(calls, answer);
  throw failureOf(answer, `${method === "POST" ? "making" : "change"} of the ${path[0]}`);
}

/** The unique field or the name is taken; somebody was faster; a deadlock. */
const settledAnew = new Set([
  "DuplicateEntryError",
  "UniqueValidationError",
  "TimestampMismatchError",
  "QueryDeadlockError",
  "QueryTimeoutError",
]);

async function sendEffect(
  calls: Calls,
  method: "POST" | "PUT",
  path: string[],
  body: Document,
): Promise<ErpAnswer> {
  try {
    return await send(calls, method, path, {}, body);
  } catch (error) {
    if (error instanceof ErpUnanswered) throw unsettled(calls, error);
    throw error;
  }
}

async function send(
  { configuration, credentials, send }: Calls,
  method: ErpRequest["method"],
  path: string[],
  query: Record<string, string> = {},
  body?: Document,
): Promise<ErpAnswer> {
  const url = new URL(`/api/resource/${path.map(segment).join("/")}`, configuration.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return await send({
    method,
    url: url.href,
    headers: {
      authorization: `token ${credentials.api_key}:${credentials.api_secret}`,
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    timeoutMs: (configuration.timeout_seconds ?? 20) * 1_000,
  });
}

/** A name of theirs as one step of a path; one that would climb out of it is no name. */
export function segment(text: string): string {
  if (text === "" || text === "." || text === "..")
    throw new ErpFailure("erp_bad_name", "An object there has a name that no address can have.", {
      retryable: false,
    });
  return encodeURIComponent(text);
}

function expectDone(answer: ErpAnswer, what: string): ErpAnswer {
  if (answer.status < 300) return answer;
  throw failureOf(answer, what);
}

function failureOf(answer: ErpAnswer, what: string): ErpFailure {
  const { status } = answer;
  const kind = exceptionIn(answer);
  if (status === 401 || status === 403)
    return new ErpFailure(
      "erp_credentials",
      `ERPNext does not let this user do the ${what}: look at the API key and the roles of its user.`,
    );
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return new ErpFailure("erp_unavailable", `ERPNext answered ${status} to the ${what}.`, waiting(answer));
  return new ErpFailure("erp_refused", `ERPNext refused the ${what}: ${kind ?? `status ${status}`}.`, {
    retryable: false,
  });
}

function unsettled({ configuration }: Calls, cause: unknown): ErpFailure {
  const retryAfterMs = (configuration.request_limit_seconds ?? 120) * 1_000;
  const detail =
    "ERPNext did not say whether it was done. It is looked up when the request must have ended there.";
  return new ErpFailure("erp_unsettled", detail, { retryAfterMs, cause });
}

function documentIn(answer: ErpAnswer): Document {
  const { data } = parsed(answer);
  if (data === null || typeof data !== "object" || Array.isArray(data)) throw unreadable();
  return data as Document; // JSON
}

function parsed({ body }: ErpAnswer): { data?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    if (value !== null && typeof value === "object") return value;
  } catch {
    // a page for people: a login, a proxy's error
  }
  throw unreadable();
}

/** Frappe names the exception; only a plain name is passed on, for the rest of an answer is a stranger's text. */
function exceptionIn({ body }: ErpAnswer): string | undefined {
  try {
    const { exc_type } = JSON.parse(body) as { exc_type?: unknown };
    return typeof exc_type === "string" && /^[A-Za-z]{1,60}$/.test(exc_type) ? exc_type : undefined;
  } catch {
    return undefined;
  }
}

function waiting({ headers }: ErpAnswer): { retryAfterMs?: number } {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: Math.min(seconds, 3_600) * 1_000 } : {};
}

const unreadable = () =>
  new ErpFailure("erp_unreadable", "ERPNext answered with something that is no document.");
