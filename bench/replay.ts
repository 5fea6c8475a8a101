/**
 * The statements that one request ran, as something that can be run again and again for other objects: the
 * floor is PostgreSQL doing exactly this.
 *
 * A value that names an object of the bench is replaced by another object of the same kind, and what was new
 * in the recorded request (ids that it made, its idempotency key) is new in every repetition, also where it
 * stands inside a JSON text.
 */
import { randomBytes } from "node:crypto";
import { idOf, kindAndOrdinal } from "./ids.ts";
import type { Population } from "./population.ts";
import type { SentStatement } from "./server.ts";
import { idempotencyKeyPattern } from "./workloads.ts";

/** A place in a text that changes: the n-th object of its kind that the request was about, or something new. */
type Token = {
  kind: "organization" | "customer" | "product" | "order" | "warehouse" | "newId" | "newKey";
  nth: number;
};
export type ReplayValue = { same: unknown } | { parts: (string | Token)[] } | { list: ReplayValue[] };
export type ReplayStatement = { text: string; values: ReplayValue[] };

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
// the caller stays the caller: its id is the only one that no repetition replaces
const changing = new RegExp(`(?<!api_key:)${uuid}|${idempotencyKeyPattern}`, "g");

export function replayOf(recorded: SentStatement[]): ReplayStatement[] {
  const known = new Map<string, Token>();
  const counts = new Map<Token["kind"], number>();
  const tokenOf = (text: string): Token => {
    let token = known.get(text);
    if (token === undefined) {
      const kind = kindAndOrdinal(text)?.kind ?? (text.length === 36 ? "newId" : "newKey");
      const nth = counts.get(kind) ?? 0;
      counts.set(kind, nth + 1);
      token = { kind, nth };
      known.set(text, token);
    }
    return token;
  };
  const valueFor = (value: unknown): ReplayValue => {
    if (Array.isArray(value)) return { list: value.map(valueFor) };
    if (typeof value !== "string") return { same: value };
    const found = [...value.matchAll(changing)];
    if (found.length === 0) return { same: value };
    const parts: (string | Token)[] = [];
    let at = 0;
    for (const match of found) {
      parts.push(value.slice(at, match.index), tokenOf(match[0]));
      at = match.index + match[0].length;
    }
    return { parts: [...parts, value.slice(at)].filter((part) => part !== "") };
  };
  return recorded.map(({ text, values }) => ({ text, values: values.map(valueFor) }));
}

export type Repetition = (value: ReplayValue) => unknown;

/** Picks the objects of one repetition: an order at random and its organization, then others of that one. */
export function repetition(people: Population, only?: "one organization" | "one product"): Repetition {
  const order = Math.floor(Math.random() * people.orders);
  const organization = only === undefined ? order % people.organizations : 0;
  const someOf = (each: number, nth: number) => organization * each + ((order * 17 + nth * 7) % each);
  const made = new Map<string, string>();
  const objectOf = ({ kind, nth }: Token): string => {
    if (kind === "organization" || kind === "warehouse") return idOf(kind, organization);
    if (kind === "order") return idOf(kind, order);
    if (kind === "customer") return idOf(kind, someOf(people.customersEach, nth));
    if (kind === "product") return idOf(kind, only === "one product" ? 0 : someOf(people.productsEach, nth));
    const fresh = kind === "newId" ? newId() : `again-${newId()}`;
    const name = `${kind} ${nth}`;
    const before = made.get(name);
    if (before === undefined) made.set(name, fresh);
    return before ?? fresh;
  };
  const valueFor = (value: ReplayValue): unknown => {
    if ("same" in value) return value.same;
    if ("list" in value) return value.list.map(valueFor);
    return value.parts.map((part) => (typeof part === "string" ? part : objectOf(part))).join("");
  };
  return valueFor;
}

/** Ordered by time like the server's own, so that indexes grow at the same end. */
function newId(): string {
  const hex = Date.now().toString(16).padStart(12, "0") + randomBytes(10).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
