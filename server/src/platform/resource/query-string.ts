/** Reads a query string into names and values; refuses what is not well formed instead of guessing. */
import { malformedRequest, unknownParameter } from "#platform/errors";

/** @throws 400 for broken percent-encoding, NUL, or a parameter given twice. */
export function parseQueryString(raw: string): Map<string, string> {
  const parameters = new Map<string, string>();
  if (raw === "") return parameters;
  for (const pair of raw.split("&")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? "" : decode(pair.slice(at + 1));
    if (parameters.has(name)) {
      throw unknownParameter(
        `The parameter "${name}" is given twice. Several values are one parameter, separated by commas.`,
      );
    }
    parameters.set(name, value);
  }
  return parameters;
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw malformedRequest("The query string is not percent-encoded UTF-8.");
  }
  if (decoded.includes("\0")) throw malformedRequest("The query string contains a NUL character.");
  return decoded;
}
