/** How values look: as the database writes them into JSON, and as a filter or cursor reads them. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Client } from "pg";
import { testDatabase } from "#harness/postgres";
import {
  boolean,
  country,
  currency,
  date,
  identifier,
  integer,
  money,
  oneOf,
  percent,
  quantity,
  text,
  textList,
  time,
  unitPrice,
} from "./index.ts";

const describeIt = { describe: "A value of these tests." };
const fields = {
  text: text(describeIt),
  oneOf: oneOf(["a", "b"], describeIt),
  id: identifier(describeIt),
  integer: integer(describeIt),
  money: money(describeIt),
  unitPrice: unitPrice(describeIt),
  quantity: quantity(describeIt),
  percent: percent(describeIt),
  currency: currency(describeIt),
  country: country(describeIt),
  boolean: boolean(describeIt),
  date: date(describeIt),
  time: time(describeIt),
  textList: textList(describeIt),
};
const database = await testDatabase();
const client = new Client({ connectionString: database.appUrl });
await client.connect();
after(async () => {
  await client.end();
  await database.drop();
});

describe("a value as JSON", () => {
  for (const [kind, type, literal, expected] of [
    ["text", "text", 'a "quote" \\ and \n 😀 </script>', undefined],
    ["text", "text", "\u2028\u0001\u007f", undefined],
    ["id", "uuid", "0199F3C2-7D1E-7A30-9B5F-3F1C2D4E5A60", "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    ["integer", "integer", "-2147483648", -2_147_483_648],
    ["money", "plinth.minor", "9007199254740991", Number.MAX_SAFE_INTEGER],
    ["money", "plinth.minor", "-9007199254740991", Number.MIN_SAFE_INTEGER],
    ["unitPrice", "plinth.unit_price", "12.5", "12.50"],
    ["unitPrice", "plinth.unit_price", "12", "12.00"],
    ["unitPrice", "plinth.unit_price", "0", "0.00"],
    ["unitPrice", "plinth.unit_price", "12.345000", "12.345"],
    ["unitPrice", "plinth.unit_price", "0.000001", "0.000001"],
    ["unitPrice", "plinth.unit_price", "999999999999.999999", "999999999999.999999"],
    ["quantity", "plinth.quantity", "1.500", 1.5],
    ["quantity", "plinth.quantity", "100", 100],
    ["quantity", "plinth.quantity", "0.001", 0.001],
    ["quantity", "plinth.quantity", "-999999999999.999", -999_999_999_999.999],
    ["percent", "plinth.percent", "19.0000", 19],
    ["percent", "plinth.percent", "8.1", 8.1],
    ["boolean", "boolean", "true", true],
    ["date", "plinth.day", "0001-01-01", "0001-01-01"],
    ["date", "plinth.day", "9999-12-31", "9999-12-31"],
    ["time", "plinth.moment", "2026-11-21 08:10:04.819123+00", "2026-11-21T08:10:04.819123Z"],
    ["time", "plinth.moment", "2026-11-21 08:10:04+02", "2026-11-21T06:10:04Z"],
    ["time", "plinth.moment", "2026-11-21 08:10:04.100000Z", "2026-11-21T08:10:04.1Z"],
    ["time", "plinth.moment", "0001-01-01 00:00:00Z", "0001-01-01T00:00:00Z"],
    ["time", "plinth.moment", "9999-12-31 23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"],
    ["textList", "text[]", '{a,"b,c","d\\"e",NULL}', ["a", "b,c", 'd"e', null]],
    ["textList", "text[]", "{}", []],
  ] as const)
    test(`${kind} ${JSON.stringify(literal).slice(0, 60)}`, async () => {
      const { rows } = await client.query(
        `select ${fields[kind].json("t.v")} as json from (select $1::${type} as v) t`,
        [literal],
      );
      assert.deepEqual(JSON.parse(rows[0].json), expected ?? literal);
    });

  test("null in is null out, for every kind", async () => {
    for (const [kind, field] of Object.entries(fields)) {
      const { rows } = await client.query(
        `select ${field.json("t.v")} as json from (select null::${field.sqlType} as v) t`,
      );
      assert.equal(rows[0].json, null, kind);
    }
  });

  test("the value types leave out what JSON or RFC 3339 cannot say", async () => {
    for (const [type, literal] of [
      ["moment", "infinity"],
      ["moment", "-infinity"],
      ["moment", "0001-01-01 BC"],
      ["moment", "10000-01-01"],
      ["day", "infinity"],
      ["day", "10000-01-01"],
      ["minor", "9007199254740992"],
      ["minor", "-9007199254740992"],
      ["unit_price", "-0.01"],
      ["percent", "100.1"],
      ["currency", "eur"],
      ["country", "DEU"],
    ])
      await assert.rejects(
        client.query(`select $1::plinth.${type}`, [literal]),
        /check constraint|overflow/,
        `${type} ${literal}`,
      );
  });
});

describe("a value as a filter reads it", () => {
  const accepted: [keyof typeof fields, string, string][] = [
    ["text", " any, thing ", " any, thing "],
    ["oneOf", "b", "b"],
    ["id", "0199F3C2-7D1E-7A30-9B5F-3F1C2D4E5A60", "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    ["integer", "-7", "-7"],
    ["money", "-9007199254740991", "-9007199254740991"],
    ["unitPrice", "0.000001", "0.000001"],
    ["quantity", "1.5", "1.5"],
    ["currency", "EUR", "EUR"],
    ["boolean", "false", "false"],
    ["date", "2024-02-29", "2024-02-29"],
    ["time", "2026-11-21", "2026-11-21T00:00:00Z"],
    ["time", "2026-11-21T08:10:04.819123Z", "2026-11-21T08:10:04.819123Z"],
    ["time", "2026-11-21T08:10:04 02:00", "2026-11-21T08:10:04+02:00"],
  ];
  for (const [kind, given, expected] of accepted)
    test(`${kind} "${given}"`, () => assert.equal(fields[kind].parse(given), expected));

  test("and what it is not", () => {
    const refused: Partial<Record<keyof typeof fields, string[]>> = {
      oneOf: ["c", "A", "", "constructor"],
      id: [
        "",
        "1",
        "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a6",
        "{0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60}",
        "0199f3c27d1e7a309b5f3f1c2d4e5a60",
      ],
      integer: ["", "1.0", "1e3", "2147483648", "-2147483649", "0x1", " 1", "١"],
      money: ["", "1.5", "9007199254740992", "-9007199254740993", "1e3", "99999999999999999999"],
      unitPrice: ["", "-1", "01", ".5", "1.", "1.0000001", "1e3", "9999999999999"],
      quantity: ["", "1.0001", "1e3", "NaN"],
      currency: ["eur", "EURO", "XXQ", ""],
      country: ["de", "DEU", "XQ", ""],
      boolean: ["1", "yes", "TRUE", ""],
      date: [
        "",
        "2023-02-29",
        "2026-13-01",
        "2026-1-1",
        "0000-01-01",
        "10000-01-01",
        "infinity",
        "today",
        "2026-11-21T00:00:00Z",
      ],
      time: [
        "",
        "2026-02-30",
        "2026-11-21T08:10:04",
        "2026-11-21T08:10:04.1234567Z",
        "0000-01-01T00:00:00Z",
        "now",
        "infinity",
        "2026-11-21T08:10:04+99:00",
      ],
    };
    for (const [kind, values] of Object.entries(refused))
      for (const value of values)
        assert.equal(fields[kind as keyof typeof fields].parse(value), undefined, `${kind} "${value}"`);
  });

  test("the database takes whatever a filter lets through", async () => {
    const sure: [keyof typeof fields, string][] = [
      ["date", "0001-01-01"],
      ["date", "9999-12-31"],
      ["time", "0001-01-01"],
      ["time", "9999-12-31T23:59:59.999999Z"],
      ["time", "0001-01-01T00:00:00+15:59"],
      ["time", "9999-12-31T23:59:59-15:59"],
      ["integer", "-2147483648"],
      ["unitPrice", "999999999999.999999"],
    ];
    for (const [kind, value] of sure) {
      const parsed = fields[kind].parse(value);
      if (parsed !== undefined) await client.query(`select $1::${fields[kind].sqlType}`, [parsed]);
    }
  });
});
