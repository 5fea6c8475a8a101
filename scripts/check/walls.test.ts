import assert from "node:assert/strict";
import { test } from "node:test";
import { findingsIn, type Tree } from "./planted.ts";
import { checkWalls } from "./walls.ts";

/** A house in which everything stands right. Each test plants one fault in it. */
const sound: Tree = {
  "server/src/main.ts": `import { app } from "#app";\nimport { config } from "#config";\napp(config);\n`,
  "server/src/app.ts": `import { ordersModule } from "#modules/orders";\nimport { open } from "#platform/db";\nexport const app = (config: unknown) => open(config, ordersModule);\n`,
  "server/src/config.ts": `import { port } from "./config-values.ts";\nexport const config = { port };\n`,
  "server/src/config-values.ts": `export const port = 3000;\n`,
  "server/src/platform/db/index.ts": `export { open } from "./open.ts";\n`,
  "server/src/platform/db/open.ts": `import pg from "pg";\nexport const open = (...all: unknown[]) => [pg, "commit", "select plinth.set_context($1)", all];\n`,
  "server/src/platform/doors/index.ts": `export const doors = 1;\n`,
  "server/src/platform/doors/rest/index.ts": `import { open } from "#platform/db";\nexport const rest = open;\n`,
  "server/src/platform/doors/rest/order-by.ts": `// orders of customers may be spoken of in a comment\nexport const orderBy = (sortOrder: string) => \`order by \${sortOrder} in order\`;\n`,
  "server/src/modules/catalog/index.ts": `export const prices = 1;\n`,
  "server/src/modules/orders/README.md": `# Orders\n`,
  "server/src/modules/orders/index.ts": `import { place } from "./actions/place-order.ts";\nexport const ordersModule = [place];\n`,
  "server/src/modules/orders/order.ts": `import { refuse } from "#platform/errors";\nexport const orderStates = ["placed", refuse];\n`,
  "server/src/modules/orders/order-line.resource.ts": `export const describe = "Nothing is written after commit.";\n`,
  "server/src/modules/orders/queries.ts": `import { open } from "#platform/db";\nexport const insert = open;\n`,
  "server/src/modules/orders/actions/place-order.ts": `import { prices } from "#modules/catalog";\nimport { rest } from "#platform/doors/rest";\nimport { insert } from "../queries.ts";\nexport const place = [prices, rest, insert];\n`,
  "server/src/modules/orders/actions/place-order.test.ts": `import { server } from "#harness/http";\nimport { app } from "#app";\nexport const used = [server, app];\n`,
  "server/src/platform/errors/index.ts": `export const refuse = 1;\n`,
};

function findings(planted: Tree): string[] {
  return findingsIn({ ...sound, ...planted }, checkWalls);
}

test("a sound house has nothing to complain of", () => {
  assert.deepEqual(findings({}), []);
});

test("zero files read is a complaint, not a success", () => {
  assert.match(findingsIn({ "README.md": "" }, checkWalls).join(), /no file was read/);
});

const orders = "server/src/modules/orders";
const platform = "server/src/platform";
const action = `${orders}/actions/cancel-order.ts`;
const lines = (count: number) => "export {};\n".repeat(count);

/** The rule, the file that breaks it, its text, and what must be said. */
const faults: [rule: string, path: string, text: string, said: RegExp][] = [
  ["the platform imports no module", `${platform}/db/x.ts`, `import "#modules/orders";`, /knows no module/],
  ["a module imports no fake", `${orders}/order.ts`, `import "#fakes/bank";`, /no part of the house/],
  ["a fake knows nothing of us", "server/src/fakes/bank.ts", `import "#platform/db";`, /no more of us/],
  [
    "a fake stays in its room",
    "server/src/fakes/bank.ts",
    `import "../platform/db/open.ts";`,
    /leaves fakes/,
  ],
  [
    "a re-export is an import",
    `${platform}/db/x.ts`,
    `export * as o from "#modules/orders";`,
    /knows no module/,
  ],
  [
    "a type is an import",
    `${platform}/db/x.ts`,
    `export type { A, B } from "#modules/orders";`,
    /knows no module/,
  ],
  [
    "a dynamic import is an import",
    `${platform}/db/x.ts`,
    `export const a = () => import("#modules/orders");`,
    /knows no module/,
  ],
  [
    "a type query is an import",
    `${platform}/db/x.ts`,
    `export type A = import("#modules/orders").A;`,
    /no module/,
  ],
  ["require is an import", `${platform}/db/x.ts`, `require("#modules/orders");`, /knows no module/],
  ["an import names its target", action, "await import(`#modules/${name}`);", /must name its target/],
  ["a computed import is refused", action, `await import("#modules/" + name);`, /must name its target/],
  ["nobody reaches behind a module's face", action, `import "#modules/catalog/queries";`, /behind a face/],
  ["nobody reaches behind a package's face", action, `import "#platform/db/open";`, /is no face/],
  [
    "a module that does not exist is said",
    action,
    `import "#modules/invoices";`,
    /there is no modules\/invoices/,
  ],
  ["a module does not import its own face", action, `import "#modules/orders";`, /import relatively/],
  [
    "a package does not import its own face",
    `${platform}/db/x.ts`,
    `import "#platform/db";`,
    /import relatively/,
  ],
  [
    "no relative path into a neighbour module",
    action,
    `import "../../catalog/index.ts";`,
    /leaves modules\/orders/,
  ],
  [
    "no relative path into the platform",
    action,
    `import "../../../platform/db/open.ts";`,
    /leaves modules\/orders/,
  ],
  [
    "no relative path into a neighbour package",
    `${platform}/doors/rest/x.ts`,
    `import "../../db/open.ts";`,
    /leaves platform\/doors\/rest/,
  ],
  [
    "no relative path out of an inner package",
    `${platform}/doors/rest/x.ts`,
    `import "../index.ts";`,
    /leaves platform\/doors\/rest/,
  ],
  ["main asks the app, not a path", "server/src/main.ts", `import "./app.ts";`, /leaves main; use .*#app/],
  ["nobody but config uses its parts", "server/src/main.ts", `import "./config-values.ts";`, /leaves main/],
  ["main lists no modules", "server/src/main.ts", `import "#modules/orders";`, /only app\.ts lists/],
  ["config knows no module", "server/src/config.ts", `import "#modules/orders";`, /only app\.ts lists/],
  ["only main imports the app", action, `import "#app";`, /only main/],
  [
    "a test of the platform does not import the app",
    `${platform}/db/x.test.ts`,
    `import "#app";`,
    /only main/,
  ],
  ["configuration is handed in", `${platform}/db/x.ts`, `import "#config";`, /hand values in/],
  ["only tests use the harness", action, `import "#harness/http";`, /only tests/],
  ["no absolute path", action, `import "/etc/x.ts";`, /absolute/],
  ["a module opens no connection", action, `import pg from "pg";`, /the platform's/],
  ["a module opens no file", action, `import { readFile } from "node:fs";`, /the platform's/],
  [
    "pure rules know no database",
    `${orders}/order.ts`,
    `import type { Tx } from "#platform/db";`,
    /pure rules/,
  ],
  ["pure rules run no queries", `${orders}/order.ts`, `import { insert } from "./queries.ts";`, /pure rules/],
  ["a face is short", `${orders}/index.ts`, lines(41), /41 lines, at most 40/],
  [
    "a list of verbs is no longer than its verbs",
    `${orders}/actions/index.ts`,
    lines(121),
    /121 lines, at most 120/,
  ],
  ["a package's face is short", `${platform}/db/index.ts`, lines(41), /41 lines, at most 40/],
  ["main.ts stays under 60 lines", "server/src/main.ts", lines(60), /60 lines, at most 59/],
  ["app.ts stays under 120 lines", "server/src/app.ts", lines(120), /120 lines, at most 119/],
  ["a file has at most 300 lines", action, lines(301), /301 lines, at most 300/],
  ["a test file too", "server/test/scenarios/x.test.ts", lines(301), /301 lines, at most 300/],
  ["a script too", "scripts/x.ts", lines(301), /301 lines, at most 300/],
  ["the client too", "sdk/src/x.ts", lines(301), /301 lines, at most 300/],
  ["only platform/db commits", action, `sql("commit");`, /commit and context/],
  [
    "not in a template either",
    action,
    "sql`\n  insert into a values (1);\n  COMMIT;\n`;",
    /commit and context/,
  ],
  [
    "only platform/db sets settings",
    action,
    `sql("select set_config('a', 'b', true)");`,
    /commit and context/,
  ],
  [
    "only platform/db sets the context",
    `${platform}/x/y.ts`,
    "sql`select plinth.set_context($1)`;",
    /commit and context/,
  ],
  ["files are kebab-case", `${orders}/actions/placeOrder.ts`, "", /not kebab-case/],
  ["folders are kebab-case", `${platform}/myDoors/x.ts`, "", /not kebab-case/],
  ["an action is verb-noun", `${orders}/actions/place.ts`, "", /verb-noun/],
  ["actions are the only folder of a module", `${orders}/services/place-order.ts`, "", /one folder/],
  ["actions have no folders", `${orders}/actions/old/place-order.ts`, "", /one folder/],
  ["no utils", `${orders}/utils.ts`, "", /names nothing/],
  ["no services", `${orders}/order-service.ts`, "", /names nothing/],
  ["no unknown kind of file", `${orders}/order.mapper.ts`, "", /known kinds/],
  ["a module holds no other files", `${orders}/notes.txt`, "", /TypeScript and its README/],
  ["modules hold folders only", "server/src/modules/order.ts", "", /folders only/],
  ["src holds only the known rooms", "server/src/lib/x.ts", "", /belongs in platform/],
];

for (const [rule, path, text, said] of faults) {
  test(rule, () => {
    const found = findings({ [path]: text });
    assert.ok(
      found.some((finding) => finding.startsWith(path) && said.test(finding)),
      `planted in ${path}, found ${JSON.stringify(found)}`,
    );
  });
}

test("modules form no circle, however long", () => {
  const found = findings({
    "server/src/modules/catalog/index.ts": `import "#modules/inventory";`,
    "server/src/modules/inventory/index.ts": `export const stock = 1;`,
    "server/src/modules/inventory/queries.ts": `import "#modules/orders";`,
  });
  assert.deepEqual(found, ["modules form a circle: catalog → inventory → orders → catalog"]);
});

test("a test may look back at a module that looks at its own", () => {
  const path = "server/src/modules/catalog/price.test.ts";
  assert.deepEqual(findings({ [path]: `import "#modules/orders";` }), []);
});

test("what stands in a comment or a string is no import", () => {
  const text = [
    `// import "#modules/orders";`,
    `/* import x from "#modules/orders"; */`,
    'export const a = `import "#modules/orders" ${`from "#modules/orders"`}`;',
    `export const b = 'import("#modules/orders")';`,
    `export const c = /import "#modules\\/orders"/;`,
    `export const d = (import.meta.url, { import: "#modules/catalog" });`,
  ].join("\n");
  assert.deepEqual(findings({ "server/src/modules/catalog/price.ts": text }), []);
});

/** Lines of platform code that know the business. */
const business = [
  "const orders = 1;",
  "const customer_id = 1;",
  "const customerId = 1;",
  "const orderLine = 1;",
  "function placeOrder() {}",
  "type Warehouses = 1;",
  "const maxQuoteLines = 1;",
  "class InvoiceWriter {}",
  `emit("order.placed");`,
  `emit("customer.created");`,
  "sql`select *\n  from products\n  order by name`;",
  "const a = `${customers}`;",
  "row.shipment_id;",
];
for (const line of business) {
  test(`the platform does not say ${JSON.stringify(line)}`, () => {
    assert.match(findings({ [`${platform}/doors/rest/x.ts`]: line }).join("\n"), /business word/);
  });
}

/** Lines that only sound like it. */
const english = [
  "const orderBy = sortOrder + columnOrder;",
  `const text = "in order, order by, ordered, reordered";`,
  "sql`select 1 order by a`;",
  "const quoteIdentifier = (name: string) => name;",
  "const border = production;",
  "const productivity = 1;",
];
for (const line of english) {
  test(`the platform may say ${JSON.stringify(line)}`, () => {
    assert.deepEqual(findings({ [`${platform}/doors/rest/x.ts`]: line }), []);
  });
}

test("a business word is excused by a reason beside it, and only there", () => {
  const path = `${platform}/doors/rest/x.ts`;
  const excused = "// wall: a scope is a list of customers by definition\nconst customers = 1;\n";
  assert.deepEqual(findings({ [path]: excused }), []);
  assert.match(
    findings({ [path]: `${excused}const products = 1;` }).join(),
    /x\.ts:3: business word "products"/,
  );
  assert.match(findings({ [path]: "const customers = 1; // wall:" }).join(), /business word/);
});
