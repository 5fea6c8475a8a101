import assert from "node:assert/strict";
import { test } from "node:test";
import { findingsIn, type Tree } from "./planted.ts";
import { checkText } from "./text.ts";

const sound: Tree = {
  "README.md":
    "# Plinth\n\n[Architecture](docs/house.md#the-wall-and-why), [site](https://example.com/x), [here](#plinth)\n",
  "docs/house.md":
    "# House\n\n## The wall, and why\n\n```md\n[gone](gone.md)\n```\n\n`[gone](gone.md)` [up](../README.md)\n",
  "server/src/modules/orders/order.ts":
    'export const due = (now: Date) => [new Date(now), "select plinth.now()", "right now (at last)", "valid_now()"];\n',
  "server/src/platform/clock/index.ts":
    'export const now = () => new Date();\nexport const sql = "select now()";\n',
  "server/test/harness/until.ts":
    "export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));\n",
  "server/src/modules/orders/order.test.ts":
    'test("a \\".skip(\\" in a string is only a string", () => setTimeout(() => stop(), 5)); // .only(\n',
};

function findings(planted: Tree): string[] {
  return findingsIn({ ...sound, ...planted }, checkText);
}

test("a sound tree has nothing to complain of", () => {
  assert.deepEqual(findings({}), []);
});

test("zero files read is a complaint, not a success", () => {
  assert.match(findingsIn({ "picture.png": "" }, checkText).join(), /no file was read/);
});

const later = ["TO", "DO"].join("");
const broken = ["FIX", "ME"].join("");
const marked = "X".repeat(3);
const module = "server/src/modules/orders/queries.ts";
const tests = "server/src/modules/orders/queries.test.ts";

const faults: [rule: string, path: string, text: string, said: RegExp][] = [
  ["nothing is left for later in code", module, `// ${later}: soon`, /do it or leave it out/],
  [
    "nothing is left for later in SQL",
    "server/migrations/0001_x.sql",
    `-- ${broken}`,
    /do it or leave it out/,
  ],
  ["nothing is left for later on a page", "docs/x.md", `${marked} soon`, /do it or leave it out/],
  ["no test hides the others", tests, `test.only("a", () => {});`, /every test runs/],
  ["no test is skipped", tests, `describe.skip("a", () => {});`, /every test runs/],
  ["no test is skipped from inside", tests, "test('a', (t) => t.skip('flaky'));", /every test runs/],
  ["no test is skipped by an option", tests, `test("a", { skip: true }, () => {});`, /every test runs/],
  [
    "no test sleeps",
    tests,
    "await new Promise((resolve) => setTimeout(resolve, 50));",
    /waits for a condition/,
  ],
  [
    "no test sleeps roundabout",
    tests,
    "new Promise((r) => setTimeout(() => r(1), 50));",
    /waits for a condition/,
  ],
  [
    "no test imports a sleep",
    tests,
    `import { setTimeout } from "node:timers/promises";`,
    /waits for a condition/,
  ],
  ["no scenario sleeps", "server/test/scenarios/x.ts", "setTimeout(resolve, 50);", /waits for a condition/],
  ["a module asks its context for the time", module, "const at = new Date();", /ctx\.now/],
  ["a module does not ask the machine", module, "const at = Date.now();", /ctx\.now/],
  ["SQL in a module asks plinth.now()", module, "sql`\n  select now() `;", /plinth\.now\(\)/],
  ["SQL in a module has no other clock", module, "sql`select current_timestamp`;", /plinth\.now\(\)/],
  ["a module does not print", module, "console.log(1);", /write to the log/],
  ["the platform does not print", "server/src/platform/db/x.ts", "console.error(1);", /write to the log/],
  ["a link leads to a file", "docs/x.md", "see [that](gone.md)", /x\.md:1: "gone\.md" leads to no file/],
  [
    "a reference leads to a file",
    "docs/x.md",
    "a\n\n[that]: gone.md",
    /x\.md:3: "gone\.md" leads to no file/,
  ],
  ["an image leads to a file", "docs/x.md", "![that](gone.png)", /leads to no file/],
  ["a link leads to a heading", "docs/x.md", "[that](house.md#gone)", /leads to no heading/],
  ["a link stays in the project", "docs/x.md", "[that](../../gone.md)", /leads out of the project/],
];

for (const [rule, path, text, said] of faults) {
  test(rule, () => {
    const found = findings({ [path]: text });
    assert.ok(
      found.length === 1 && found[0]?.startsWith(path) && said.test(found[0]),
      `planted in ${path}, found ${JSON.stringify(found)}`,
    );
  });
}
