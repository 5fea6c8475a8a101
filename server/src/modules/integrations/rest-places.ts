/** JSON Pointers (RFC 6901) into objects of strangers. Pure: nothing inherited is read, nothing inherited is written. */
import type { Value } from "./contract.ts";

/** Undefined when there is nothing at the place. */
export function at(value: unknown, pointer: string): Value | undefined {
  let here: unknown = value;
  for (const step of steps(pointer)) {
    if (here === null || typeof here !== "object" || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string, unknown>)[step];
  }
  return here as Value | undefined; // JSON is read, or an object of the contract
}

/** Puts a value at its place, making what leads there. What is no object on the way is replaced by one. */
export function put(target: Record<string, unknown>, pointer: string, value: unknown): void {
  const way = steps(pointer);
  const last = way.pop();
  if (last === undefined) return;
  let here = target;
  for (const step of way) {
    const next = Object.hasOwn(here, step) ? here[step] : undefined;
    const object = next !== null && typeof next === "object" && !Array.isArray(next) ? next : {};
    define(here, step, object);
    here = object as Record<string, unknown>;
  }
  define(here, last, value);
}

/** The name at the first level that a place is under. */
export function topOf(pointer: string): string {
  return steps(pointer)[0] ?? "";
}

/** As a property of its own, also where the name means something to every object. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function steps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What names an object there: text, or a number that is written as it is. */
export function nameAt(value: unknown, pointer: string | undefined): string | null {
  if (pointer === undefined) return null;
  const found = at(value, pointer);
  if (typeof found === "number") return String(found);
  return typeof found === "string" && found !== "" ? found : null;
}
