/** Comparing fields of two systems that write the same value differently. Pure: no I/O. */
import { createHash } from "node:crypto";
import type { Fields, Marks, Value } from "./contract.ts";

/**
 * A value as both sides would write it: numbers as trimmed decimals, nothing and the empty text as null, yes and no as 1
 * and 0, names of objects in order. `12.50`, `"12.5"` and `12.5` are one.
 */
export function canonical(value: Value | undefined): Value {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return trimmed(String(value));
  if (typeof value === "string") return trimmed(value.trim());
  if (Array.isArray(value)) return value.map(canonical);
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, canonical(value[name])]),
  );
}

export function same(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

/** A digest of each field. */
export function marksOf(fields: Fields): Marks {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, markOf(value)]));
}

/** The fields of `wanted` that differ from what is there. What is not shown there cannot be told to differ. */
export function differing(wanted: Fields, there: Fields): string[] {
  return Object.keys(wanted).filter((name) => name in there && !same(wanted[name], there[name]));
}

/** The fields that are no longer what their marks say. */
export function changedSince(marks: Marks, fields: Fields): string[] {
  return Object.keys(fields).filter((name) => marks[name] !== markOf(fields[name] ?? null));
}

function markOf(value: Value): string {
  return createHash("sha256")
    .update(JSON.stringify(canonical(value)))
    .digest("base64url")
    .slice(0, 16);
}

/** `12.500` is `12.5`, `-0.0` is `0`; what is no plain decimal stays, so that an article number keeps its zeros in front. */
function trimmed(text: string): string {
  if (!/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return text;
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return short === "-0" ? "0" : short;
}
