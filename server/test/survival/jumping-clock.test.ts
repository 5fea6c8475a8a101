import assert from "node:assert/strict";
import { after, test } from "node:test";
import { jumpTo } from "./jumping-clock.ts";

const trueDate = Date;
after(() => {
  globalThis.Date = trueDate;
});

test("a process whose clock jumps takes another moment for now, and every other moment for what it is", () => {
  const before = Date.now();
  jumpTo(3_600_000);
  assert.ok(Date.now() - before >= 3_600_000);
  const made = new Date();
  assert.ok(made >= new Date(before + 3_600_000));
  assert.match(Date(), /^\w{3} \w{3} \d\d/);
  assert.equal(new Date("2026-11-22T00:00:00Z").toISOString(), "2026-11-22T00:00:00.000Z");
  assert.equal(Date.UTC(1996, 6, 4), 836_438_400_000);
  assert.ok(new Date(0) instanceof Date && new trueDate(0) instanceof Date);
  jumpTo(0);
  assert.ok(Math.abs(Date.now() - before) < 60_000);
});
