/** Ours as theirs, as a configuration says. Pure. */
import {
  ErpFailure,
  type ErpKind,
  type Fields,
  type OurObject,
  type Reference,
  type TheirObject,
  type Value,
} from "./contract.ts";
import { decimalOf, numberOf } from "./decimals.ts";
import type { RestConfiguration, RestField, RestKind, RestValue } from "./rest-configuration.ts";
import { at, nameAt, put } from "./rest-places.ts";

type Known = (reference: Reference) => string;

/** @throws ErpFailure where the connection says nothing of such objects */
export function kindOf({ kinds }: RestConfiguration, kind: ErpKind): RestKind {
  const described = kinds[kind];
  if (described !== undefined) return described;
  throw unsayable(
    "not_configured",
    `The connection allows ${kind} and does not say how they are called there.`,
  );
}

/** The objects whose names are written. */
export function needs(object: OurObject, configuration: RestConfiguration): Reference[] {
  const described = configuration.kinds[object.kind];
  const found = new Map<string, Reference>();
  for (const field of described?.fields ?? []) {
    const values = field.fields ?? [field];
    for (const source of sourcesOf(field, object)) {
      for (const { names, from } of values) {
        const id = names === undefined || from === undefined ? undefined : at(source, from);
        if (names !== undefined && typeof id === "string") found.set(`${names} ${id}`, { kind: names, id });
      }
    }
  }
  return [...found.values()];
}

export function map(object: OurObject, known: Known, configuration: RestConfiguration): Fields {
  const fields: Record<string, unknown> = {};
  for (const field of kindOf(configuration, object.kind).fields) {
    if (field.fields === undefined) {
      put(fields, field.to, written(field, object, object, known));
      continue;
    }
    const entries = sourcesOf(field, object).map((source) => {
      const entry: Record<string, unknown> = {};
      for (const value of field.fields ?? []) put(entry, value.to, written(value, source, object, known));
      return entry;
    });
    put(fields, field.to, entries);
  }
  return fields as Fields; // made of JSON values only
}

/** @param whole false for an entry of a list, which may show less */
export function read(kind: RestKind, item: unknown, whole: boolean): TheirObject {
  const fields: Record<string, unknown> = {};
  for (const { to, fields: inner } of kind.fields) {
    const value = at(item, to);
    if (value === undefined && !whole) continue;
    put(
      fields,
      to,
      inner !== undefined && Array.isArray(value)
        ? value.map((entry) => shown(entry, inner))
        : (value ?? null),
    );
  }
  const externalId = nameAt(item, kind.id);
  if (externalId === null)
    throw new ErpFailure("erp_unreadable", "An object in the ERP's answer has no id where it should be.");
  return {
    externalId,
    ourId: nameAt(item, kind.our_id) ?? undefined,
    number: nameAt(item, kind.number),
    status: nameAt(item, kind.status),
    version: nameAt(item, kind.version),
    fields: fields as Fields, // made of what was read from JSON
  };
}

function shown(entry: Value, values: RestValue[]): Record<string, unknown> {
  const seen: Record<string, unknown> = {};
  for (const { to } of values) put(seen, to, at(entry, to) ?? null);
  return seen;
}

function sourcesOf({ each }: RestField, object: OurObject): unknown[] {
  if (each === undefined) return [object];
  const list = at(object, each);
  return Array.isArray(list) ? list : [];
}

function written(value: RestValue, source: unknown, object: OurObject, known: Known): Value {
  const { from, constant, names, lookup, otherwise, format, to } = value;
  if (from === undefined) return constant ?? null;
  const ours = at(source, from) ?? null;
  if (names !== undefined) return typeof ours === "string" ? known({ kind: names, id: ours }) : null;
  if (lookup !== undefined) {
    const key = String(ours);
    if (Object.hasOwn(lookup, key)) return lookup[key] ?? null;
    if (otherwise !== undefined) return otherwise;
    throw unsayable("not_in_lookup", `The connection does not say what ${to} is for one of your values.`);
  }
  return ours === null ? null : formatted(ours, format, object);
}

function formatted(ours: Value, format: RestValue["format"], object: OurObject): Value {
  switch (format) {
    case "text":
      return String(ours);
    case "number":
      return numberOf(String(ours));
    case "amount":
      return numberOf(amountOf(ours, object));
    case "amount_text":
      return amountOf(ours, object);
    case "date_time":
      return `${String(ours).slice(0, 10)}T00:00:00Z`;
    default:
      return ours;
  }
}

function amountOf(ours: Value, object: OurObject): string {
  const currency = at(object, "/currency");
  if (typeof ours !== "number" || !Number.isSafeInteger(ours) || typeof currency !== "string")
    throw unsayable("no_amount", "The connection writes as an amount what is none.");
  return decimalOf(ours, currency);
}

const unsayable = (code: string, detail: string) => new ErpFailure(code, detail, { retryable: false });
