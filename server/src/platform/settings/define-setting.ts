/** What an organization chooses for itself, typed like the field of a noun, with what it is by itself. */
import { Check } from "typebox/value";
import type { Context } from "#platform/access";
import type { Field } from "#platform/resource";

/** Null: there is none, which only a default can say; whoever empties a setting gets the default back. */
export type SettingValue = string | number | boolean | null;

/** The erased form: what doors show and check. */
export type DeclaredSetting = {
  /** `locale`, or `orders.number_prefix` where it concerns one area. */
  name: string;
  /** Its words and what fits. */
  field: Field;
  default: SettingValue;
};

export type Setting<T> = Omit<DeclaredSetting, "default"> & {
  default: T;
  /** What the caller's organization has chosen, or the default. Costs no statement: it came with the caller. */
  of(context: Pick<Context, "tenant">): T;
  /** Undefined where the organization leaves it to Plinth. */
  chosenBy(context: Pick<Context, "tenant">): NonNullable<T> | undefined;
};

/** `"SO"` is the default of a text, not of the one text "SO". */
type Widened<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

const known = new Map<string, DeclaredSetting>();

/**
 * Declares a setting. The type of what it holds is the default's; `defineSetting<string | null>` where there may be
 * none.
 * @throws at start-up when the name is taken or not plain, or the default is nothing that one could choose
 */
export function defineSetting<const T extends SettingValue>(declared: {
  name: string;
  field: Field;
  default: T;
}): Setting<Widened<T>> {
  const { name, field } = declared;
  // what the JSON says and what the type says are one, because the field's schema was asked before it was kept
  const byItself = declared.default as Widened<T>;
  if (!/^([a-z][a-z_]*\.)?[a-z][a-z_]*$/.test(name))
    throw new Error(`the setting "${name}" is not named like "area.what_it_is"`);
  if (known.has(name)) throw new Error(`the setting "${name}" is declared twice`);
  if (byItself !== null && !fits(field, byItself))
    throw new Error(`the default of the setting "${name}" is not ${field.words}`);
  const chosenBy: Setting<Widened<T>>["chosenBy"] = ({ tenant }) =>
    // only what fits its field gets into a context: see `readChosen`
    tenant.settings.get(name) as NonNullable<Widened<T>> | undefined;
  const setting: Setting<Widened<T>> = {
    name,
    field,
    default: byItself,
    of: (context) => chosenBy(context) ?? byItself,
    chosenBy,
  };
  known.set(name, { name, field, default: declared.default });
  return setting;
}

export const fits = (field: Field, value: unknown): boolean => Check(field.schema, value);

/** @throws at start-up for a setting that no module lists: it would be heeded, and nobody could see or choose it. */
export function requireListed(listed: readonly Pick<DeclaredSetting, "name">[]): void {
  const names = new Set(listed.map(({ name }) => name));
  const missing = [...known.keys()].filter((name) => !names.has(name));
  if (missing.length > 0)
    throw new Error(`these settings are declared and listed by no module: ${missing.join(", ")}`);
}

/**
 * What an organization has chosen, from the JSON text that is kept of it. What no version of this process declares
 * any more, or what no longer fits, reads as if it had not been chosen: an upgrade never stops a tenant.
 */
export function readChosen(chosen: string | null): ReadonlyMap<string, SettingValue> {
  if (chosen === null) return nothingChosen;
  const kept = Object.entries(JSON.parse(chosen) as Record<string, SettingValue>);
  return new Map(
    kept.filter(([name, value]) => {
      const setting = known.get(name);
      return setting !== undefined && fits(setting.field, value);
    }),
  );
}

const nothingChosen: ReadonlyMap<string, SettingValue> = new Map();
