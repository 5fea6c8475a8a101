import assert from "node:assert/strict";
import { test } from "node:test";
import { dateReader } from "./dates.ts";

test("a date is read by the stated format and no other", () => {
  const cases: [format: string, text: string, day: string | undefined][] = [
    ["YYYY-MM-DD", "1996-07-04", "1996-07-04"],
    ["DD.MM.YYYY", "4.7.1996", "1996-07-04"],
    ["MM/DD/YYYY HH:mm", "7/4/1996 9:05", "1996-07-04"],
    ["DD.MM.YYYY", "30.2.1996", undefined],
    ["DD.MM.YYYY", "1996-07-04", undefined],
    ["YYYY-MM-DD", "1996-07-04 00:00:00", undefined],
  ];
  for (const [format, text, day] of cases)
    assert.equal(dateReader(format)(text)?.day, day, `${format} ${text}`);
});

test("a moment is what the clocks of the stated zone showed, summer and winter", () => {
  const london = dateReader("YYYY-MM-DD HH:mm:ss", "Europe/London");
  assert.equal(london("2010-12-01 08:26:00")?.time, "2010-12-01T08:26:00Z");
  assert.equal(london("2010-06-01 08:26:00")?.time, "2010-06-01T07:26:00Z");
  assert.equal(
    dateReader("YYYY-MM-DD HH:mm:ss", "America/New_York")("2010-03-14 03:30:00")?.time,
    "2010-03-14T07:30:00Z",
  );
  assert.equal(dateReader("YYYY-MM-DD", "UTC")("2010-12-01")?.time, "2010-12-01T00:00:00Z");
});

test("a format without a year, month or day, and an unknown zone, are refused", () => {
  assert.throws(() => dateReader("MM-DD"), /needs YYYY, MM and DD/);
  assert.throws(() => dateReader("YYYY-MM-DD", "Europe/Atlantis"), /Atlantis/);
});
