/** SQL cut down to what stands at the top: no comments and no function bodies, line numbers unchanged. */

const asides = /--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'/g;

/** `sql` with comments and dollar-quoted bodies blanked; strings stay, they are arguments. */
export function outline(sql: string): string {
  return sql.replace(asides, (aside) => (aside.startsWith("'") ? aside : aside.replace(/[^\n]/g, " ")));
}

/** The line, counted from 1, of the character at `index`. */
export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
