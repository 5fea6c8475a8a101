import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { mappingSchema } from "./mapping.ts";
import { mappingOf, readMapping, withConstants, withPairs } from "./read-mapping.ts";

const guide = fileURLToPath(new URL("../../../../../docs/guides/import/", import.meta.url));

test("the schema in the guide is the one that mappings are checked with", async () => {
  const shown = await readFile(join(guide, "mapping.schema.json"), "utf8");
  assert.deepEqual(
    JSON.parse(shown),
    JSON.parse(mappingSchema()),
    "npm run plinth -- import --mapping-schema > docs/guides/import/mapping.schema.json",
  );
});

test("every example of the guide is a mapping", async () => {
  const names = (await readdir(guide, { recursive: true })).filter(
    (name) => name.endsWith(".json") && name !== "mapping.schema.json",
  );
  assert.ok(names.length >= 9, `${names.length} examples`);
  for (const name of names) readMapping(await readFile(join(guide, name), "utf8"), name);
});

test("a mapping that is not as the schema says is refused with the place", () => {
  const cases: [document: string, words: RegExp][] = [
    ["{", /m\.json is not JSON/],
    ["{}", /m\.json at \/fields: "fields" is required/],
    ['{"fields": {"name": {"colum": "a"}}}', /m\.json at \/fields\/name/],
    [
      '{"fields": {"name": "a"}, "setAside": [{"reason": "Not OK", "why": "it is not", "column": "a"}]}',
      /\/setAside\/0\/reason/,
    ],
    ['{"fields": {"name": "a"}, "field": {}}', /\/field: "field" is not a field here/],
  ];
  for (const [document, words] of cases)
    assert.throws(() => readMapping(document, "m.json"), words, document);
});

test("columns with the names of fields need no mapping, and pairs come before them", () => {
  const mapping = withPairs(mappingOf(["name", "country", "fax"], ["name", "country", "currency"]), [
    "company=name",
  ]);
  assert.deepEqual(mapping.fields, { name: "company", country: "country" });
  assert.deepEqual(withConstants(mapping, ["currency=EUR"]).fields.currency, { constant: "EUR" });
  assert.throws(() => withPairs(mapping, ["company"]), /write it as column=field/);
  assert.throws(() => withConstants(mapping, ["currency="]), /write it as field=value/);
});
