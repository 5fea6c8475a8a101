/** Bytes that are no body, or one that nobody writes. */
import type { Random } from "./random.ts";

/** @param sane what would have been sent */
export function hostileBytes(sane: unknown, random: Random): Buffer {
  const text = JSON.stringify(sane) ?? "null";
  switch (random.whole(12)) {
    case 0:
      return Buffer.from(text.slice(0, random.whole(text.length)));
    case 1:
      return twice(sane, random);
    case 2:
      return Buffer.from(text.replaceAll(":", ": ").replace(/[,}]/, ",,"));
    case 3:
      return Buffer.from(text, "utf16le");
    case 4:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]);
    case 5:
      return flipped(Buffer.from(text), random);
    case 6:
      return inside(
        text,
        random.pick([[0xff, 0xfe], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0]]),
      );
    case 7:
      return Buffer.from(random.pick(["[", '{"a":']).repeat(random.pick([25, 5_000, 100_000])));
    case 8:
      return Buffer.from(`{${Array.from({ length: 20_000 }, (_, at) => `"${at}":1`).join(",")}}`);
    case 9:
      return Buffer.from(text.replace(/\d+(\.\d+)?|"[^"]*"(?=[,}\]])/, random.pick(numerals)));
    case 10:
      return Buffer.from(random.pick(notes));
    default:
      return Buffer.from(text + random.pick(["{}", "\0", " ".repeat(10_000), "//", "x"]));
  }
}

/** Numbers as only a text can say them. */
const numerals = ["9".repeat(1_000), "-0", "1e400", "0.10", "1.0", "01", "+1", "NaN", "1E-400", "0x1"];

const notes = [
  ...["", " ", "null", "[]", "1", '"x"', "true", "{", "}", "undefined", "{a:1}", "{'a':1}", "[[[[[[]]]]]]"],
  ...[
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"a":1}}}',
    '{"toString":1,"valueOf":2}',
  ],
  ...['{"":""}', '{"\\u0000":1}', '{"\\ud800":1}', "a=1&b=2", "<a/>", "\ufeff", "\0\0\0\0"],
];

/** Every field a second time, with something else: a reader takes the first, another the last. */
function twice(sane: unknown, random: Random): Buffer {
  if (typeof sane !== "object" || sane === null || Array.isArray(sane)) return Buffer.from("{}{}");
  const fields = Object.entries(sane).map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  const again = Object.keys(sane).map(
    (name) => `${JSON.stringify(name)}:${random.pick(["null", "1", '""', "[]"])}`,
  );
  const parts = random.chance(0.5) ? [...fields, ...again] : [...again, ...fields];
  return Buffer.from(`{${parts.join(",")}}`);
}

function flipped(bytes: Buffer, random: Random): Buffer {
  for (let times = 1 + random.whole(3); times > 0 && bytes.length > 0; times--) {
    const at = random.whole(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.whole(8));
  }
  return bytes;
}

/** In the middle of the first text. */
function inside(text: string, bytes: number[]): Buffer {
  const at = text.indexOf('"') + 2;
  return Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from(bytes), Buffer.from(text.slice(at))]);
}
