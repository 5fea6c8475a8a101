/** Reads a JSON body strictly: UTF-8 or nothing, bounded depth, no text that a database cannot hold. */
import { type FieldError, invalidInput, malformedRequest, unsupportedMediaType } from "#platform/errors";

const deepest = 20;
/** No noun has as many. Eighty thousand in 1 MiB would keep everybody waiting for half a second while they are told apart. */
const mostFields = 1_000;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** @returns the parsed body; an empty one is an empty object. @throws 400 or 422 naming the place. */
export function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw malformedRequest(
      error instanceof SyntaxError ? `The body is not JSON: ${error.message}` : "The body is not UTF-8.",
    );
  }
  const mistakes: FieldError[] = [];
  inspect(value, "", 0, mistakes);
  if (mistakes.length > 0)
    throw invalidInput("Some texts cannot be kept as they are.", { errors: mistakes.slice(0, 100) });
  return value;
}

/** @throws 415 for a compressed body: what is not read as it is sent is refused. */
export function refuseEncoded(encoding: string | undefined): void {
  if (encoding !== undefined && encoding !== "identity") {
    throw unsupportedMediaType("Send the body as it is, without Content-Encoding.");
  }
}

function inspect(value: unknown, pointer: string, depth: number, mistakes: FieldError[]): void {
  if (depth > deepest) throw malformedRequest(`The body is nested deeper than ${deepest} levels.`);
  if (typeof value === "string") {
    const flaw = flawOf(value);
    if (flaw !== undefined) mistakes.push({ pointer, code: "text", detail: flaw });
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) inspect(item, `${pointer}/${i}`, depth + 1, mistakes);
  } else if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value);
    if (fields.length > mostFields)
      throw malformedRequest(`An object of the body has more than ${mostFields} fields.`);
    for (const [name, item] of fields) {
      if (flawOf(name) !== undefined || name === "__proto__")
        throw malformedRequest("A field's name is not usable.");
      inspect(item, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, depth + 1, mistakes);
    }
  }
}

function flawOf(text: string): string | undefined {
  if (text.includes("\0")) return "must not contain NUL (U+0000)";
  return text.isWellFormed() ? undefined : "must not contain a lone surrogate (half of a UTF-16 pair)";
}
