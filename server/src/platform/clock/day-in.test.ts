import assert from "node:assert/strict";
import { test } from "node:test";
import { dayIn } from "./index.ts";

const cases: [string, string, string][] = [
  ["2026-12-31T23:30:00Z", "UTC", "2026-12-31"],
  ["2026-12-31T23:30:00Z", "Europe/Vienna", "2027-01-01"],
  ["2026-12-31T23:30:00Z", "America/New_York", "2026-12-31"],
  ["2027-01-01T04:59:59Z", "America/New_York", "2026-12-31"],
  ["2026-06-30T21:59:59Z", "Europe/Berlin", "2026-06-30"],
  ["2026-06-30T22:00:00Z", "Europe/Berlin", "2026-07-01"],
  ["2026-12-30T10:00:00Z", "Pacific/Kiritimati", "2026-12-31"],
  ["1996-07-04T00:00:00Z", "Asia/Kathmandu", "1996-07-04"],
];
for (const [at, zone, day] of cases)
  test(`${at} is the ${day} in ${zone}`, () => assert.equal(dayIn(zone, new Date(at)), day));

test("any number of zones, asked again and again, are answered alike", () => {
  const zones = Intl.supportedValuesOf("timeZone");
  const at = new Date("2026-03-29T00:59:59Z");
  const once = zones.map((zone) => dayIn(zone, at));
  for (let i = 0; i < 3; i++)
    assert.deepEqual(
      zones.map((zone) => dayIn(zone.toUpperCase(), at)),
      once,
    );
});
