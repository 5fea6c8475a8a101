/**
 * What fingers and counting do by themselves: `qwertz`, `1qaz2wsx`, `abcdef`, `54321`, `aaaa`. Such a run, however
 * long, is one thought, and is counted as one character.
 */
const keyboards = [
  ["1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"],
  ["1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "yxcvbnm,.-"],
  ["1234567890°+", "azertyuiop^$", "qsdfghjklmù*", "wxcvbn,;:!"],
  ["789", "456", "123", "0"],
];
/** Digits as they look with shift held down, on a keyboard of the US. */
const shifted = new Map([..."!@#$%^&*()"].map((sign, at) => [sign, "1234567890".charAt(at)]));
const shortestRun = 4;

/** The text with every run of 4 characters or more replaced by its first. Give it in lower case. */
export function withoutRuns(text: string): string {
  const keys = [...text].map((character) => shifted.get(character) ?? character);
  let kept = "";
  for (let start = 0; start < keys.length; ) {
    const length = Math.max(...kinds.map((follows) => runLength(keys, start, follows)));
    const run = length >= shortestRun;
    kept += [...text][start] ?? "";
    start += run ? length : 1;
  }
  return kept;
}

type Follows = (before: string, after: string) => boolean;

const kinds: Follows[] = [
  (before, after) => distance(before, after) === 0,
  (before, after) => distance(before, after) === 1,
  (before, after) => distance(before, after) === -1,
  (before, after) => neighbours.has(before + after),
];

function runLength(keys: string[], start: number, follows: Follows): number {
  let length = 1;
  while (start + length < keys.length && follows(keys[start + length - 1] ?? "", keys[start + length] ?? ""))
    length++;
  return length;
}

function distance(before: string, after: string): number {
  return (after.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0);
}

/** Pairs of keys that touch: beside each other, or above and below (rows are set off to the right). */
const neighbours = new Set(
  keyboards.flatMap((rows) =>
    rows.flatMap((row, y) =>
      [...row].flatMap((key, x) => {
        const below = rows[y + 1] ?? "";
        return [row[x + 1], below[x], below[x - 1]].flatMap((near) =>
          near === undefined ? [] : [key + near, near + key],
        );
      }),
    ),
  ),
);
