import assert from "node:assert/strict";
import { test } from "node:test";
import { csvLine, wantsCsv } from "./csv.ts";

test("CSV is for who names it, and not after JSON", () => {
  const wanted: Record<string, boolean> = {
    "text/csv": true,
    "TEXT/CSV; charset=utf-8": true,
    "text/csv, application/json;q=0.9": true,
    "application/json;q=0.5, text/csv;q=0.8": true,
    "application/json, text/csv;q=0.5": false,
    "text/csv;q=0": false,
    "text/csv;q=x": false,
    "application/json": false,
    "text/*": false,
    "*/*": false,
    "": false,
  };
  for (const [accept, expected] of Object.entries(wanted))
    assert.equal(wantsCsv({ accept }), expected, accept);
  assert.equal(wantsCsv({}), false);
});

test("a line is as RFC 4180 says: quoted where it must be, null empty, ended by CR LF", () => {
  assert.equal(csvLine(["a", 'q"', null, "1,2", "x\ny", ""]), 'a,"q""",,"1,2","x\ny",\r\n');
});

test("a cell that a spreadsheet would run as a formula is text", () => {
  for (const cell of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]) assert.equal(csvLine([cell]), `'${cell}\r\n`);
  assert.equal(csvLine(["\r=1"]), `"'\r=1"\r\n`);
  assert.equal(csvLine(["a=1", "1-1"]), "a=1,1-1\r\n");
});
