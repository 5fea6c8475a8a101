/** Places in a body: where they are, what belongs there, and the body with something else there. */
import type { Resolve, Schema } from "./operations.ts";

export type Place = (string | number)[];

/** Every place below the top, leaves and what holds them; of a long list only the first three items. */
export function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.slice(0, 3).entries()]
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => [[...at, key], ...placesIn(inner, [...at, key])]);
}

/** What the schema says of the place; an empty one where it says nothing. */
export function schemaAt(resolve: Resolve, schema: Schema, place: Place): Schema {
  const whole = resolve(schema);
  const [step, ...rest] = place;
  if (step === undefined) return whole;
  const forms = whole.anyOf?.map(resolve) ?? [whole];
  for (const form of forms) {
    const inner = typeof step === "number" ? form.items : form.properties?.[step];
    if (inner !== undefined) return schemaAt(resolve, inner, rest);
  }
  return {};
}

export function changed(body: unknown, place: Place, change: (holder: object, key: string | number) => void) {
  const copy: unknown = structuredClone(body);
  let at = copy;
  for (const step of place.slice(0, -1)) at = (at as Record<string | number, unknown>)[step];
  const key = place.at(-1);
  if (typeof at === "object" && at !== null && key !== undefined) change(at, key);
  return copy;
}

export function withValue(body: unknown, place: Place, value: unknown): unknown {
  if (place.length === 0) return value;
  return changed(body, place, (holder, key) => void Reflect.set(holder, key, value));
}

export function without(body: unknown, place: Place): unknown {
  return changed(body, place, (holder, key) => {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else Reflect.deleteProperty(holder, key);
  });
}

export function valueAt(body: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (at, step) => (at as Record<string | number, unknown> | null | undefined)?.[step],
    body,
  );
}
