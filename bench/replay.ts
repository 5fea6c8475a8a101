/**
 * The statements that one request ran, as something that can be run again and again for other objects: the
 * floor is PostgreSQL doing exactly this.
 */
import { idOf } from "./ids.ts";
import type { Population } from "./population.ts";
import type { SentStatement } from "./server.ts";

/** A value of a statement: the same every time, or the id of the object that this repetition is about. */
export type ReplayValue = { same: unknown } | { id: "organization" | "order" };
export type ReplayStatement = { text: string; values: ReplayValue[] };

/** @param recorded what a request about the first order, or the first organization, ran. */
export function replayOf(recorded: SentStatement[]): ReplayStatement[] {
  return recorded.map(({ text, values }) => ({
    text,
    values: values.map((value): ReplayValue => {
      if (value === idOf("organization", 0)) return { id: "organization" };
      if (value === idOf("order", 0)) return { id: "order" };
      return { same: value };
    }),
  }));
}

/** Every repetition picks an order at random, and with it its organization. */
export function pick(people: Population): { organization: string; order: string } {
  const n = Math.floor(Math.random() * people.orders);
  return { organization: idOf("organization", n % people.organizations), order: idOf("order", n) };
}
