import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findingsIn, type Tree } from "./planted.ts";
import { checkScopes } from "./scoped-statements.ts";

const queries = "server/src/modules/orders/queries.ts";
const migration = "server/migrations/0001_orders.sql";
const protectedOrders = `call plinth.protect('orders', customer => 'customer_id', system => true);
call plinth.protect('order_lines', customer => 'customer_id');
call plinth.protect('customers', customer => 'id');
`;

const mine = "organization_id = ${tx.context.organizationId}";
const within =
  "organization_id = ${tx.context.organizationId} and (${tx.within}::uuid[] is null or customer_id = any (${tx.within}::uuid[]))";
const sound: Tree = {
  [migration]: `${protectedOrders}call plinth.protect('products', shared => true);\n`,
  [queries]: `export const find = (tx: Tx) => tx.query(sql\`select id from orders where ${within}\`);
export const insert = (tx: Tx) => tx.query(sql\`insert into orders (id) values (1)\`);
export const products = (tx: Tx) => tx.query(sql\`select id from products where organization_id = \${tx.context.organizationId}\`);
export const lines = (tx: Tx) => tx.query(sql\`
  select o.id, c.name, array(select l.id from order_lines l where l.order_id = o.id) as lines
    from orders o join customers c on c.organization_id = o.organization_id and c.id = o.customer_id
   where o.organization_id = \${tx.context.organizationId} and o.customer_id = any (\${tx.within}::uuid[])\`);
export const ours = (tx: Tx) => tx.query(sql\`select id from customers where ${mine} and id = any (\${tx.within}::uuid[])\`);
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
    "of two tables that are joined the second is not bounded",
    `sql\`select 1 from orders o, customers c where c.${mine} and c.organization_id = o.organization_id and o.customer_id = any (\${tx.within}::uuid[])\`;`,
    /: customers without the customers/,
  ],
  [
    "of two tables that are joined the first is not bounded",
    `sql\`select 1 from orders o join customers c on c.organization_id = o.organization_id where c.${mine} and c.id = any (\${tx.within}::uuid[])\`;`,
    /: orders without the customers/,
  ],
  [
    "what ties two tables is no key of either",
    `sql\`select 1 from orders o join order_lines l on l.product_id = o.product_id where o.${mine} and o.customer_id = any (\${tx.within}::uuid[])\`;`,
    /: order_lines without the customers/,
  ],
  [
    "two tables are tied to each other and neither is bounded",
    `sql\`select 1 from orders o join order_lines l on l.order_id = o.id where o.${mine}\`;`,
    /: orders without the customers[\s\S]*: order_lines without/,
  ],
  [
    "of two subqueries with one name the second is not bounded",
    `sql\`select array(select l.id from order_lines l where l.order_id = o.id), (select count(*) from order_lines l)
            from orders o where o.${mine} and o.customer_id = any (\${tx.within}::uuid[])\`;`,
    /: order_lines without the customers/,
  ],
  [
    "another table is bounded by a column of the same name",
    `sql\`select 1 from orders o join notes n on n.order_id = o.id where o.${mine} and n.customer_id = any (\${tx.within}::uuid[])\`;`,
    /: orders without the customers/,
  ],
  [
    "a table of customers is bounded by what is no customer",
    `sql\`select id from orders where ${mine} and id = any (\${tx.within}::uuid[])\`;`,
    /: orders without the customers/,
  ],
  [
    "the organization is left out",
    "sql`select id from orders where customer_id = any (${tx.within}::uuid[])`;",
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
