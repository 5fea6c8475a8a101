/** The size of a page of the trail, and where the one before ended: the entry's id, opaque to callers. */
import Type from "typebox";
import { unknownParameter } from "#platform/errors";
import { uuidPattern } from "#platform/resource";

export type Page = { limit: number; after: string | undefined };

export const pageParameters = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 200,
      default: 25,
      description: "How many entries a page holds.",
      examples: [25],
    }),
  ),
  after: Type.Optional(
    Type.String({
      minLength: 1,
      description: "The `next_cursor` of the page before, unchanged and with the same filters.",
      examples: ["WyJ0cmFpbCIsIjAxOTlmM2MyIl0"],
    }),
  ),
};

/** @throws 400 */
export function parsePage(parameters: Map<string, string>): Page {
  const text = parameters.get("limit") ?? "25";
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 200) throw unknownParameter('"limit" is a whole number from 1 to 200.');
  const after = parameters.get("after");
  return { limit, after: after === undefined ? undefined : decoded(after) };
}

export function cursorOf(entryId: string): string {
  return Buffer.from(JSON.stringify(["trail", entryId])).toString("base64url");
}

function decoded(cursor: string): string {
  const refuse = () =>
    unknownParameter(
      '"after" is not a cursor of the trail. Pass the "next_cursor" of the page before, unchanged.',
    );
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw refuse();
  }
  const [kind, id, ...more] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (kind !== "trail" || typeof id !== "string" || !uuidPattern.test(id) || more.length > 0) throw refuse();
  return id;
}
