import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Statement, sql, trusted } from "./sql.ts";

const one = (value: unknown) => sql`select ${value} as a`;

describe("SQL as a template", () => {
  test("makes values parameters, never text", () => {
    const hostile = "'; drop table things; --";
    const { text, values } = sql`select * from things where name = ${hostile} and id = ${1}`;
    assert.equal(text, "select * from things where name = $1 and id = $2");
    assert.deepEqual(values, [hostile, 1]);
  });

  test("names constant text once: the same place, the same name, whatever the values", () => {
    assert.equal(one(1).name, one(2).name);
    assert.notEqual(one(1).name, sql`select ${1} as b`.name);
    assert.ok(one(1).name);
  });

  test("splices statements in, numbers their parameters behind those before, and leaves them unnamed", () => {
    const condition = sql`a = ${"x"} or b = ${"y"}`;
    const whole = sql`select ${trusted("a, b")} from t where c = ${0} and (${condition}) and d = ${9}`;
    assert.equal(whole.text, "select a, b from t where c = $1 and (a = $2 or b = $3) and d = $4");
    assert.deepEqual(whole.values, [0, "x", "y", 9]);
    assert.equal(whole.name, undefined);
  });

  test("splices more than nine parameters without mixing $1 and $10", () => {
    const many = sql`${1}, ${2}, ${3}, ${4}, ${5}, ${6}, ${7}, ${8}, ${9}, ${10}, ${11}`;
    const whole = sql`select ${0}, ${many}`;
    assert.equal(whole.text, "select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12");
    assert.deepEqual(whole.values, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("splices nothing as nothing", () => {
    assert.equal(sql`select 1 ${sql``}`.text, "select 1 ");
    assert.ok(sql`select 1` instanceof Statement);
  });
});
