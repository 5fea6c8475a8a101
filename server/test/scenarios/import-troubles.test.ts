/** What is wrong with a file is said row by row; what is wrong with the whole is said before anything is written. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import {
  companies,
  days,
  details,
  filesWith,
  guide,
  importer,
  northwind,
  orders,
  written,
} from "./import.fixture.ts";

const shop = await testApp();
const { "customers.csv": customersFile } = await filesWith({ "customers.csv": companies });

test("every wrong row is named with file, line, column, value and reason, and the others are taken", async () => {
  const { id } = await shop.tenant();
  const { "bad.csv": bad } = await filesWith({
    "bad.csv": `external_reference,name,country,currency,payment_terms_days
C1,Right,DE,EUR,30
C2,,DE,EUR,30
C3,No such country,Germany,EUR,30
C4,Never,DE,EUR,soon
,Nameless,DE,EUR,30
C1,Again,DE,EUR,30
C7,Too short,DE
C8,Also right,DE,EUR,
`,
  });
  const { findings, rows, setAside } = await importer(shop, id)("customers", [bad]);
  assert.deepEqual(findings.map(({ row, column, value, code }) => [row.line, column, value, code]).sort(), [
    [3, "name", "", "required"],
    [4, "country", "Germany", "max_length"],
    [5, "payment_terms_days", "soon", "not_a_number"],
    [6, "external_reference", "", "no_key"],
    [7, "external_reference", "C1", "repeated_key"],
    [8, "", "", "broken_row"],
  ]);
  assert.equal(rows.taken, 2);
  assert.equal(setAside, 6);
  assert.equal((await written(shop, id)).customers, 2);
});

test("an order with one wrong line stays outside whole, and the guilty line is named", async () => {
  const { id, take } = await northwind(shop);
  const paths = await filesWith({
    "orders.csv": orders,
    "order_details.csv": details.replace("10248,4,", "10248,99,"),
  });
  const { rows, lines, findings, addsUp } = await take("orders", [paths["orders.csv"]], {
    mapping: guide("northwind/orders"),
  });
  assert.deepEqual(rows, { "set_aside:reference_not_found": 1, taken: 1 });
  assert.deepEqual(lines, { "set_aside:reference_not_found": 2, taken: 1 });
  assert.ok(addsUp);
  const guilty = findings.find(({ row }) => row.header.part === "lines" && row.line === 3);
  assert.deepEqual([guilty?.column, guilty?.value], ["product_id", "99"]);
  assert.match(findings[0]?.why ?? "", /belongs to what order_details\.csv:3 keeps outside/);
  assert.equal((await written(shop, id)).orders, 1);
});

test("lines without a head row, and head rows without lines, stay outside", async () => {
  const { take } = await northwind(shop);
  const paths = await filesWith({
    "orders.csv": orders,
    "order_details.csv": details.replace("10249,3,", "10250,3,"),
  });
  const { rows, lines } = await take("orders", [paths["orders.csv"]], { mapping: guide("northwind/orders") });
  assert.equal(rows.taken, 1);
  assert.equal(Object.keys(rows).length, 2);
  assert.deepEqual(lines, { taken: 2, "set_aside:no_head_row": 1 });
});

test("rows of one order that stand apart are refused before anything is written", async () => {
  const { id } = await shop.tenant();
  const torn = days["2010-12-01.csv"].split("\n");
  const { "torn.csv": path } = await filesWith({
    "torn.csv": [...torn.slice(0, 3), torn[5], torn[3], ""].join("\n"),
  });
  const run = importer(shop, id)("orders", [path], { mapping: guide("wholesale/orders") });
  await assert.rejects(run, /must stand together: sort by InvoiceNo.*torn\.csv:5 belongs to "536365"/s);
  assert.equal((await written(shop, id)).orders, 0);
});

test("what the mapping, the verb and the file do not agree on is named at once", async () => {
  const { id } = await shop.tenant();
  const take = importer(shop, id);
  const path = customersFile;
  await assert.rejects(
    take("customers", [path], { pairs: ["company=name", "country=contry"] }),
    (error: Error) => {
      assert.match(error.message, /there is no field "contry"\. There is: name, /);
      assert.match(error.message, /has no column "company"\. It has: customer_id, company_name/);
      assert.match(error.message, /"currency" is required, and nothing fills it/);
      assert.match(error.message, /"external_reference" must be filled/);
      return true;
    },
  );
  await assert.rejects(take("clients", [path]), /nothing called "clients" to import\. There is: .*customers/);
  await assert.rejects(take("orders", [path]), /"action" is one of orders\.place, orders\.record/);
  await assert.rejects(
    take("orders", [path], { mapping: guide("northwind/customers") }),
    /is for "customers", the command says "orders"/,
  );
});
