/**
 * How changes are written. What is about a person enters the trail as a salted digest and stands, with the salt, in
 * plinth.audit_values: erased there, nobody can tell any more what it was, and the chain of the trail stays valid.
 */
import { createHash, randomBytes } from "node:crypto";
import type { Change, Changes, PersonalChange } from "./changes.ts";

/** A row for `plinth.audit_values`: `salt` in hex, the values as JSON text, null where there was none. */
export type PersonalValue = {
  field: string;
  salt: string;
  before: string | null;
  after: string | null;
};

/** `changes` is JSON text; `values` undefined for what is about nobody. */
export type Written = { changes: string; values: PersonalValue[] | undefined };

const saltBytes = 16;

/** As the trail of an organization keeps them. */
export function writtenChanges(changes: Changes): Written {
  let values: PersonalValue[] | undefined;
  const shown: Record<string, object> = {};
  for (const field of Object.keys(changes)) {
    const change = changes[field];
    if (change === undefined || isNone(change)) continue;
    if (!isPersonal(change)) {
      shown[field] = change;
      continue;
    }
    const { salt, before, after } = salted(field, change);
    shown[field] = { masked: true, before: digestOf(salt, before), after: digestOf(salt, after) };
    values ??= [];
    values.push({ field, salt, before, after });
  }
  return { changes: JSON.stringify(shown), values };
}

/** As the trail of a human's own keeps them, where nothing is about anybody else: only that it changed. */
export function maskedChanges(changes: Changes): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(changes).map(([field, change]) => [
        field,
        isPersonal(change) ? { masked: true } : change,
      ]),
    ),
  );
}

/** SHA-256 over the salt and the value's JSON text, in hex; null where there is no value. */
export function digestOf(saltHex: string, text: string | null): string | null {
  if (text === null) return null;
  return createHash("sha256").update(saltHex, "hex").update(text, "utf8").digest("hex");
}

function salted(field: string, { personal: { before, after } }: PersonalChange): PersonalValue {
  return {
    field,
    salt: randomBytes(saltBytes).toString("hex"),
    before: textOf(before),
    after: textOf(after),
  };
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Nothing before and nothing after. */
function isNone(change: Change): boolean {
  const values = isPersonal(change) ? change.personal : change;
  if ("masked" in values) return false;
  return "after" in values && (values.before ?? null) === null && values.after === null;
}

function isPersonal(change: Change): change is PersonalChange {
  return "personal" in change;
}
