import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { filesOf, readHeader, rowsOf } from "./csv-files.ts";
import { collect, folderOf } from "./files.fixture.ts";
import { cell, placeOf } from "./row.ts";

const format = { delimiter: ",", encoding: "utf-8" };

async function read(content: string | Buffer, given = format) {
  const folder = await folderOf({ "a.csv": content });
  return await collect(rowsOf({ part: "rows", files: [join(folder, "a.csv")], format: given }));
}

test("rows keep the line that they begin on, over blank lines and line breaks in cells", async () => {
  const rows = await read('a,b\n1,2\n\n"x\ny",3\r\n5,6\n');
  assert.deepEqual(
    rows.map((row) => [placeOf(row), cell(row, "a")]),
    [
      ["a.csv:2", "1"],
      ["a.csv:4", "x\ny"],
      ["a.csv:6", "5"],
    ],
  );
});

test("names from all over the world and stray quotes stay as they are", async () => {
  const [row] = await read('\ufeffname,size\nGaleria do gastrônomo, 7" plate\n');
  assert.ok(row !== undefined);
  assert.equal(cell(row, "name"), "Galeria do gastrônomo");
  assert.equal(cell(row, "size"), ' 7" plate');
});

test("a character that falls on the border of two chunks of the stream stays whole", async () => {
  for (const shift of [0, 1]) {
    const rows = await read(`a\n${"x".repeat(shift)}${"ä".repeat(200_000)}\n`);
    assert.equal(rows[0]?.cells[0], "x".repeat(shift) + "ä".repeat(200_000));
  }
});

test("a row that does not fit under the header, or holds a NUL, says so", async () => {
  const rows = await read("a,b\n1\n1,2,3\n1,\0\n1,2\n");
  assert.deepEqual(
    rows.map(({ misfit }) => misfit),
    [
      "The row has 1 cells, the header has 2.",
      "The row has 3 cells, the header has 2.",
      "A cell contains NUL (U+0000), which cannot be kept.",
      undefined,
    ],
  );
});

test("a file in another encoding than stated is refused, and read with its own", async () => {
  const latin = Buffer.from("name\nM\xfcnchen\n", "latin1");
  await assert.rejects(read(latin), /is not utf-8.*"encoding"/s);
  const [row] = await read(latin, { ...format, encoding: "windows-1252" });
  assert.equal(row?.cells[0], "München");
});

test("a quote that is never closed is named with its file", async () => {
  await assert.rejects(read('a,b\n"1,2\n3,4\n'), /a\.csv: a quote is opened and never closed/);
});

test("a header without a name, with a name twice, and an empty file are refused", async () => {
  const folder = await folderOf({ "unnamed.csv": "a,,c\n", "twice.csv": "a,b,a\n", "empty.csv": "" });
  const header = (name: string) => readHeader("rows", join(folder, name), format);
  await assert.rejects(header("unnamed.csv"), /column 2 has no name/);
  await assert.rejects(header("twice.csv"), /two columns are named "a"/);
  await assert.rejects(header("empty.csv"), /is empty/);
});

test("a folder is its CSV files in the order of their names, each with its own header", async () => {
  const folder = await folderOf({ "2.csv": "b,a\n4,3\n", "1.csv": "a,b\n1,2\n", "notes.txt": "no" });
  const files = await filesOf([folder]);
  const rows = await collect(rowsOf({ part: "rows", files, format }));
  assert.deepEqual(
    rows.map((row) => [row.header.file, cell(row, "a"), cell(row, "b")]),
    [
      ["1.csv", "1", "2"],
      ["2.csv", "3", "4"],
    ],
  );
  await assert.rejects(filesOf([join(folder, "absent.csv")]), /There is no file/);
});
