/** What is wrong with an outcome, whatever was asked. Nothing is, where the answer is as the document promises. */
import type { Answer } from "#harness/app";
import { type Contract, contractIn } from "#harness/contract";
import type { OpenApiDocument } from "#platform/doors/openapi";
import type { Outcome } from "./send.ts";
import { bytesOf, pathOf, type Wish } from "./wish.ts";

export type Complaint = {
  /** The same fault has the same, whatever it was asked with: by this it is known again. */
  fault: string;
  /** For people. */
  words: string;
};

export type Judge = (wish: Wish, outcome: Outcome) => Complaint | undefined;

/** The codes of a 503 that is as it should be: who sheds load, and who waits for another's system. */
const meant = new Set(["overloaded", "outside_unavailable"]);
/** What a problem never says: where it happened, and what was being run. */
const inward =
  /at file:|node:internal|node_modules|plinth_(app|system|owner)|relation "|\bpg_\w+\(|server\/src\//i;
/** Every mistake has its place. */
const placed = new Set(["invalid_input"]);

export function judgeOf(document: OpenApiDocument): Judge {
  const contract = contractIn(document);
  return (wish, outcome) => {
    if ("hungUp" in outcome) return undefined;
    const name = wish.operation.name;
    const words = "lost" in outcome ? lostWords(outcome.lost) : first(contract, wish, outcome.answer);
    return words === undefined ? undefined : { fault: `${name}: ${kindOf(words)}`, words };
  };
}

/** A 503 that says what it is and when to come back. */
export function isMeant(status: number, code: unknown, headers: Headers): boolean {
  return status === 503 && meant.has(String(code)) && headers.has("retry-after");
}

const lostWords = (why: string) => `the connection was dropped (${why})`;

function first(contract: Contract, wish: Wish, answer: Answer): string | undefined {
  const { status, json, text } = answer;
  if (status >= 500 && !isMeant(status, json?.code, answer.headers))
    return `${status} ${json?.code ?? ""}`.trim();
  if (status === 431 && headerBytes(wish) > 14_000) return problemWords(answer, wish);
  const rehearsed = wish.query.includes("dry_run=true") ? "?dry_run=true" : "";
  const [complaint] = contract.complaints(wish.operation.method, pathOf(wish) + rehearsed, answer);
  if (complaint !== undefined && !isUnread(wish, answer)) return complaint.slice(0, 500);
  if (status >= 400) return problemWords(answer, wish);
  if (holdsNoText(wish)) return `${status} to a text that no column can hold`;
  return /json/.test(answer.headers.get("content-type") ?? "") && json === undefined && text !== ""
    ? "what says that it is JSON is none"
    : undefined;
}

/** NUL, or half of a surrogate pair, as JSON writes them; escaped backslashes in front are text themselves. */
function holdsNoText({ body }: Wish): boolean {
  if (body === undefined || "bytes" in body) return false;
  return /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/.test(JSON.stringify(body.json));
}

/** The beginning of what stays open has a body that was not waited for. */
const isUnread = ({ operation }: Wish, { status }: Answer) => operation.stays && status < 300;

function problemWords({ status, json, headers, text }: Answer, wish: Wish): string | undefined {
  if (!/^application\/problem\+json/.test(headers.get("content-type") ?? ""))
    return `${status} is no application/problem+json`;
  if (typeof json?.code !== "string" || json.status !== status)
    return `${status} without its code or its status`;
  const id = headers.get("x-request-id");
  if (id !== null && json.request_id !== id) return `${status} names another request than its header`;
  const errors = json.errors as { pointer?: unknown }[] | undefined;
  if (errors?.some(({ pointer }) => typeof pointer !== "string"))
    return `${status} ${json.code} without a pointer`;
  if (placed.has(json.code) && !errors?.length) return `${status} ${json.code} names no place`;
  const told = inward.exec(text)?.[0];
  return told !== undefined && !asked(wish).includes(told)
    ? `${status} ${json.code} says something inward: ${told}`
    : undefined;
}

const headerBytes = ({ headers, query, path }: Wish) => JSON.stringify([headers, query, path]).length;
const asked = (wish: Wish) =>
  `${JSON.stringify([wish.headers, wish.query.map(plain), wish.path])}${bytesOf(wish.body) ?? ""}`;

function plain(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}

/** Without what differs from one time to the next: ids, numbers of items, quoted texts. */
function kindOf(words: string): string {
  return words
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
    .replaceAll(/\/\d+(?=\/|:| )/g, "/N")
    .slice(0, 160);
}
