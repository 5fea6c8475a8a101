/**
 * Compiled statements by shape. A prepared statement costs 115–214 kB on every connection and callers choose
 * the combinations, so: named from the second use, at most 64 at a time, at most 16 by one organization; the
 * rest run unnamed. The key never holds a value.
 */
import { LRUCache } from "lru-cache";
import { Statement } from "#platform/db";
import { countCache } from "#platform/telemetry";

const mostNamed = 64;
const mostPerOrganization = 16;

// unique in the process: several readers may share a connection
let count = 0;

type Shape = { text: string; uses: number; name: string | undefined; organization: string | undefined };

export type Shapes = {
  /** The statement of a shape: compiled at first use, named from the second. */
  statement(key: string, organization: string, compile: () => string, values: unknown[]): Statement;
};

/** @param forget drops a prepared statement on every connection. */
export function createShapes(forget: (name: string) => void): Shapes {
  const compiled = new LRUCache<string, Shape>({ max: 512, dispose: (shape) => release(shape) });
  const named = new LRUCache<string, Shape>({ max: mostNamed, dispose: (shape) => release(shape) });
  const held = new Map<string, number>();
  const texts = countCache("statements", () => compiled.size);
  const prepared = countCache("prepared_statements", () => named.size);

  const release = (shape: Shape): void => {
    if (shape.name === undefined || shape.organization === undefined) return;
    forget(shape.name);
    held.set(shape.organization, (held.get(shape.organization) ?? 1) - 1);
    shape.name = undefined;
  };
  const give = (key: string, shape: Shape, organization: string): void => {
    const holds = held.get(organization) ?? 0;
    if (holds >= mostPerOrganization) return;
    held.set(organization, holds + 1);
    shape.name = `q${++count}`;
    shape.organization = organization;
    named.set(key, shape);
  };

  return {
    statement(key, organization, compile, values) {
      let shape = compiled.get(key);
      if (shape !== undefined) texts.hits++;
      else {
        texts.misses++;
        shape = { text: compile(), uses: 0, name: undefined, organization: undefined };
        compiled.set(key, shape);
      }
      shape.uses++;
      if (shape.name !== undefined) {
        prepared.hits++;
        named.get(key);
      } else {
        prepared.misses++;
        if (shape.uses > 1) give(key, shape, organization);
      }
      return new Statement(shape.text, values, shape.name);
    },
  };
}
