/** Parameters that cannot be used: collected, so that one answer names them all. */
import type { Context } from "#platform/access";
import { type FieldError, forbidden, type Problem, unknownParameter } from "#platform/errors";
import type { Resource } from "./define-resource.ts";
import { sees } from "./sight.ts";

export class Mistake extends Error {
  readonly parameter: string;
  constructor(parameter: string, detail: string) {
    super(detail);
    this.parameter = parameter;
  }
}

/** Parses, or remembers the mistake and goes on with `otherwise`. */
export type Attempt = <T>(parse: () => T, otherwise: T) => T;

export function collectMistakes(): { attempt: Attempt; refuse: () => void } {
  const mistakes: FieldError[] = [];
  return {
    attempt(parse, otherwise) {
      try {
        return parse();
      } catch (error) {
        if (!(error instanceof Mistake)) throw error;
        mistakes.push({ pointer: error.parameter, code: "unknown_parameter", detail: error.message });
        return otherwise;
      }
    },
    refuse: () => refuseAll(mistakes),
  };
}

/** @throws 400 with the first mistake as its detail and all of them listed. */
export function refuseAll(mistakes: FieldError[]): void {
  const [first] = mistakes;
  if (first !== undefined) throw unknownParameter(first.detail, { errors: mistakes });
}

/** @throws 403 for a field that the caller may not see: a filter or sort by it would tell its value. */
export function refuseHidden(resource: Resource, context: Context, name: string): void {
  const field = resource.fields[name];
  if (!sees(context.permissions, field)) throw onlyFor(name, field?.see);
}

/** How a hidden field is refused, to whoever asks for it and to whoever writes it. */
export function onlyFor(name: string, permission: string | undefined): Problem {
  return forbidden(`"${name}" is only for those who hold the permission "${permission}".`, {
    denial: { rule: "field", permissions: permission === undefined ? [] : [permission] },
  });
}
