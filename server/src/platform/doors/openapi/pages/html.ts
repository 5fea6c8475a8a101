/** Text becomes HTML: escaped, with the declarations' `code` set as code. */

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A sentence of a declaration: backticks mark code, everything else is plain. */
export function sentence(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}
