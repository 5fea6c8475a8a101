/** The alerts that the guides recommend: an alert on a figure that nobody counts is silent for ever. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { metricsText, primaryFigures } from "./index.ts";

const root = new URL("../../../../", import.meta.url);
const guides = ["docs/guides/operating.md", "server/src/modules/operations/README.md"];

test("every alert asks figures that exist, of counters how they grow, and also fires where nothing was counted yet", async () => {
  const texts = await Promise.all(guides.map((path) => readFile(new URL(path, root), "utf8")));
  const asked = texts.flatMap((text) => [...text.matchAll(/^ +expr: (.+)$/gm)].map(([, expr = ""]) => expr));
  assert.ok(asked.length > 8, asked.join("\n"));
  const counted = `${await metricsText()}${await primaryFigures()}`;
  for (const expr of asked) {
    for (const [name] of expr.matchAll(/plinth_[a-z_]+/g)) {
      const [, type] = new RegExp(`^# TYPE ${name} (\\w+)$`, "m").exec(counted) ?? [];
      assert.notEqual(type, undefined, `${name} in ${expr}`);
      assert.equal(type === "counter", new RegExp(`(rate|increase)\\(${name}`).test(expr), expr);
    }
    // the sum of no series is nothing at all, which equals no number
    if (/sum\(.*\) == 0/.test(expr)) assert.match(expr, /or vector\(0\)/, expr);
  }
});
