/** Text becomes HTML, with the declarations' `code` set as code. */
import { escaped } from "#platform/html";

/** A sentence of a declaration: backticks mark code, everything else is plain. */
export function sentence(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}
