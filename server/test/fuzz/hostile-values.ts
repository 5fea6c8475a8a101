/** Values that have broken something somewhere, in place of what was expected. */
import { impossible, naughty } from "../security/naughty.fixture.ts";
import type { Learned } from "./learned.ts";
import type { Schema } from "./operations.ts";
import type { Random } from "./random.ts";

const texts = [
  ...Object.values(naughty),
  "",
  " ",
  "x".repeat(100_000),
  "\u0301".repeat(5_000),
  "-1",
  "true",
  "١٢٣",
  "%00",
  "*",
  "now",
  ",",
  "a,",
  "-",
  "--id",
  "id,id,id",
];

const numbers = [
  ...[0, -0, 1, -1, 0.5, 1.5, 0.1 + 0.2, 0.0005, 1e-7, 5e-324, -1e-300],
  ...[127, 128, 255, 256, 32_767, 32_768, 65_536, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32],
  ...[2 ** 53 - 1, 2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63), 2 ** 64, 1e21, 1e100, 1.7976931348623157e308],
  ...[999_999_999.999, 1e12, 1e15, 123_456_789_012.345],
];

const objects: object[] = [{}, { a: {} }, { $ref: "#" }, { length: 5 }, { toString: 1 }, { constructor: 1 }];

/** Beside the borders of calendars, clocks and of what PostgreSQL keeps. */
const dates = [
  ...["0000-01-01", "0001-01-01", "1582-10-10", "1900-02-29", "2000-02-29", "2026-02-29", "2026-02-30"],
  ...["9999-12-31", "10000-01-01", "+010000-01-01", "-0001-01-01", "2026-13-01", "2026-00-10", "2026-1-1"],
  ...["infinity", "-infinity", "epoch", "today", "allballs", "20261122", "2026-W47-7", "2026-326"],
];

const times = [
  ...["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.9999999Z"],
  ...["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2016-12-31T23:59:60Z"],
  ...["2026-11-22T24:00:00Z", "2026-11-22T23:60:00Z", "2026-11-22t08:00:00z", "2026-11-22 08:00:00"],
  ...["2026-11-22T08:00:00", "2026-11-22T08:00:00+25:00", "2026-03-29T02:30:00Z", "1970-01-01T00:00:00Z"],
  ...["2026-11-22T08:00:00.0000000000001Z", "294277-01-01T00:00:00Z", "infinity"],
];

const decimals = [
  ...["0", "-0", "00", "0.000000", "0.0000001", "0.000001", "-1", "+1", "1.", ".5", "1e5", "1E400", "NaN"],
  ...["999999999999.999999", "99999999999999999999", "1_000", "1,5", "Infinity", " 1", "0x10", "٣"],
];

const uuids = [
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
  "{0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60}",
  "0199f3c27d1e7a309b5f3f1c2d4e5a60",
  "urn:uuid:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a6",
];

/** Something else altogether, whatever was expected. */
export function hostileValue(random: Random): unknown {
  switch (random.whole(8)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick(numbers);
    case 3:
      return random.pick([[], [null], [[[]]], [{}], ["", 1, true], Array.from({ length: 2_000 }, () => 1)]);
    case 4:
      return random.pick(objects);
    case 5:
      return nested(2 + random.whole(30));
    case 6:
      return random.pick([...dates, ...times, ...decimals, ...uuids]);
    default:
      return freeText(random);
  }
}

/** Of the kind that was expected, at its border or behind it: more of it gets past the first check. */
export function borderline(schema: Schema, learned: Learned, random: Random): unknown {
  const { format, enum: values, minimum, maximum, maxLength, pattern } = schema;
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (values !== undefined) return `${random.pick(values)}${random.pick(["", " ", "x", "\u0000"])}`;
  if (type === "integer" || type === "number") {
    const borders = [minimum, maximum].flatMap((edge) =>
      typeof edge === "number" ? [edge, edge - 1, edge + 1, edge + 0.001] : [],
    );
    return random.pick([...borders, ...borders, ...numbers]);
  }
  if (type === "array") return Array.from({ length: random.pick([0, 2, 101, 1_001]) }, () => null);
  if (type !== "string") return hostileValue(random);
  if (format === "uuid")
    return random.chance(0.3)
      ? random.pick(uuids)
      : random.chance(0.5)
        ? learned.foreignId(random)
        : learned.anyId(random).toUpperCase();
  if (format === "date") return random.pick(dates);
  if (format === "date-time") return random.pick(times);
  if (pattern?.toString().includes("\\d") === true && random.chance(0.5)) return random.pick(decimals);
  if (typeof maxLength === "number" && random.chance(0.3))
    return random.pick(["x", "é", "😀", "\u0000", "\t"]).repeat(maxLength + random.pick([0, 1]));
  return freeText(random);
}

/** What no column can hold comes more often than what one may. */
const freeText = (random: Random) =>
  random.chance(0.2) ? random.pick(Object.values(impossible)) : random.pick(texts);

export function hostileText(random: Random): string {
  return random.chance(0.5) ? freeText(random) : random.pick([...dates, ...times, ...decimals, ...uuids]);
}

export function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { a: value } : [value];
  return value;
}
