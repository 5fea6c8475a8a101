import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findingsIn, type Tree } from "./planted.ts";
import { checkScopes } from "./scoped-statements.ts";

const queries = "server/src/modules/orders/queries.ts";
const migration = "server/migrations/0001_orders.sql";
const protectedOrders = "call plinth.protect('orders', customer => 'customer_id', system => true);\n";

const within =
  "organization_id = ${tx.context.organizationId} and (${tx.customers}::uuid[] is null or customer_id = any (${tx.customers}::uuid[]))";
const sound: Tree = {
  [migration]: `${protectedOrders}call plinth.protect('products', shared => true);\n`,
  [queries]: `export const find = (tx: Tx) => tx.query(sql\`select id from orders where ${within}\`);
export const insert = (tx: Tx) => tx.query(sql\`insert into orders (id) values (1)\`);
export const products = (tx: Tx) => tx.query(sql\`select id from products where organization_id = \${tx.context.organizationId}\`);
// scope: it was found within reach, and is locked
export const mark = (tx: Tx) => tx.query(sql\`update orders set version = 2 where organization_id = \${tx.context.organizationId}\`);
`,
  "server/src/modules/orders/queries.test.ts": "export const all = sql`select id from orders`;\n",
};

function findings(planted: Tree): string[] {
  return findingsIn({ ...sound, ...planted }, checkScopes);
}

test("our statements name the customers within reach, or say why not", () => {
  assert.deepEqual(checkScopes(dirname(dirname(dirname(fileURLToPath(import.meta.url))))), []);
});

test("a sound module has nothing to complain of", () => {
  assert.deepEqual(findings({}), []);
});

test("nothing read is a complaint, not a success", () => {
  assert.match(findingsIn({ [migration]: protectedOrders }, checkScopes).join(), /no file was read/);
  assert.match(findings({ [migration]: "select 1;\n" }).join(), /no table belongs to customers/);
});

const mine = "organization_id = ${tx.context.organizationId}";
const faults: [rule: string, text: string, said: RegExp][] = [
  [
    "a look-up names the organization alone",
    `sql\`select id from orders where ${mine}\`;`,
    /queries\.ts:1: orders without the customers/,
  ],
  [
    "a change names the organization alone",
    `sql\`update orders set a = 1 where ${mine}\`;`,
    /without the customers/,
  ],
  [
    "a removal names the organization alone",
    `sql\`delete from orders where ${mine}\`;`,
    /without the customers/,
  ],
  [
    "a table is joined",
    `sql\`select 1 from products p join orders o on o.id = p.id where p.${mine}\`;`,
    /without the customers/,
  ],
  [
    "the organization is left out",
    "sql`select id from orders where customer_id = any (${tx.customers}::uuid[])`;",
    /orders without the organization/,
  ],
  [
    "a reason stands too far above",
    `// scope: because\n\nsql\`select id from orders where ${mine}\`;`,
    /:3: .*without the customers/,
  ],
  [
    "a comment gives no reason",
    `// scope:\nsql\`select id from orders where ${mine}\`;`,
    /without the customers/,
  ],
  [
    "what is put in holds braces and templates of its own",
    `sql\`select \${[{ a: \`b\` }].length} from orders where ${mine}\`;`,
    /without the customers/,
  ],
];
for (const [rule, text, said] of faults) {
  test(`found: ${rule}`, () => {
    const found = findings({ [queries]: `${text}\n` });
    assert.match(found.join("\n") || "nothing was found", said);
  });
}
