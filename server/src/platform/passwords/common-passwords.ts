/**
 * The passwords that attackers try first: 36,000 words and phrases from breaches, embedded so that nobody outside is
 * asked about a password. Packed because their words are not for reading; origin and licence are at the top of the
 * text (`gunzip -c common-passwords.txt.gz | head -30`).
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

let list: string | undefined;

/**
 * Whether the text, in any case, is one of them: a whole password of 10 characters or more, or the word of a shorter
 * one without the digits and signs around it (`dragon`, which is in `dragon`, `Dragon1` and `!dragon99`).
 */
export function isCommonPassword(text: string): boolean {
  // one string and no set of 36,000: 300 kB instead of several MB, searched in some 50 µs, and only when one is chosen
  list ??= readList();
  return !text.includes("\n") && list.includes(`\n${text.toLowerCase()}\n`);
}

function readList(): string {
  const text = gunzipSync(readFileSync(new URL("./common-passwords.txt.gz", import.meta.url))).toString(
    "latin1",
  );
  return text.slice(text.lastIndexOf("\n\n") + 1);
}
