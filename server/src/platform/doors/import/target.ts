/** What a verb takes, seen from a file: which fields there are, and how a text becomes their value. */
import type { Action } from "#platform/action";
import type { Registry, Resource } from "#platform/resource";
import { ImportComplaint } from "./complaint.ts";

export type TargetField = {
  kind: "text" | "number" | "boolean" | "day" | "list";
  required: boolean;
  /** The fields of a list's items. */
  items?: TargetFields;
  /** The noun whose id it takes, where the declaration says so. */
  references?: string;
};
export type TargetFields = Map<string, TargetField>;
export type Target = { resource: Resource; action: Action; fields: TargetFields };

/** What every verb's input may look like, as far as an import cares. */
type Schema = {
  type?: string;
  format?: string;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
};

/** @throws ImportComplaint naming what there is. */
export function findTarget(
  registry: Registry,
  actions: Action[],
  plural: string,
  verb: string | undefined,
): Target {
  const taking = actions.filter(({ batch, door }) => batch && door.startsWith("POST") && !door.includes("{"));
  const resource = registry.resources.find(({ path }) => path === plural);
  if (resource === undefined) {
    const nouns = registry.resources.flatMap(({ path }) =>
      path !== undefined && taking.some((action) => outputName(action) === path) ? [path] : [],
    );
    throw new ImportComplaint([
      `There is nothing called "${plural}" to import. There is: ${nouns.join(", ")}.`,
    ]);
  }
  const own = taking.filter((action) => outputName(action) === plural);
  const action = own.find(({ name }) => name === (verb ?? `${plural}.create`));
  if (action === undefined) {
    const names = own.map(({ name }) => name).join(", ");
    const wanted =
      verb === undefined
        ? `The mapping must say which verb takes ${plural}`
        : `There is no verb "${verb}" that takes ${plural} in batches`;
    throw new ImportComplaint([
      names === "" ? `Nothing makes ${plural} in batches.` : `${wanted}: "action" is one of ${names}.`,
    ]);
  }
  return { resource, action, fields: fieldsOf(action.input as unknown as Schema, resource) };
}

function outputName({ output }: Action): string | undefined {
  return output !== undefined && "path" in output ? (output as Resource).path : undefined;
}

function fieldsOf({ properties = {}, required = [] }: Schema, resource: Resource | undefined): TargetFields {
  return new Map(
    Object.entries(properties).map(([name, given]): [string, TargetField] => {
      const schema = given.anyOf?.find(({ type }) => type !== "null") ?? given;
      const references = resource?.fields[name]?.references;
      const field: TargetField = {
        kind: kindOf(schema),
        required: required.includes(name),
        ...(references === undefined ? {} : { references }),
      };
      return [
        name,
        schema.items === undefined ? field : { ...field, items: fieldsOf(schema.items, undefined) },
      ];
    }),
  );
}

function kindOf({ type, format }: Schema): TargetField["kind"] {
  if (type === "array") return "list";
  if (type === "number" || type === "integer") return "number";
  if (type === "boolean") return "boolean";
  return type === "string" && format === "date" ? "day" : "text";
}
