/** What no setting takes, each told by its name. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { assertProblem } from "#harness/problems";

const t = await testApp();
const tenant = await t.tenant();

const read = (key: string) => t.ask("GET", "/v1/settings", { key });
const change = (key: string, body: object) =>
  t.ask("PATCH", "/v1/settings", { key, body, headers: { "if-match": '"1"' } });

describe("422: a setting is refused by its name", () => {
  const wrong: [string, object, string, string][] = [
    ["that does not exist", { "orders.colour": "red" }, "/orders.colour", "unknown_field"],
    ["like a field of every object", { __proto__: null, constructor: "x" }, "/constructor", "unknown_field"],
    ...["", "German", "de_AT", "EN-us", "xx-", 5, "de-AT\r\n"].map(
      (value): [string, object, string, string] => [
        `locale ${JSON.stringify(value)}`,
        { locale: value },
        "/locale",
        "",
      ],
    ),
    ...["", "Mars/Olympus", "+02:00", "europe", "Europe/Berlin ", true].map(
      (value): [string, object, string, string] => [
        `time_zone ${JSON.stringify(value)}`,
        { time_zone: value },
        "/time_zone",
        "",
      ],
    ),
    ["number_format", { number_format: "1234" }, "/number_format", ""],
    ...["so", "SO-2026", "", "ABCDEFGHI", "1A", "Ö"].map((value): [string, object, string, string] => [
      `orders.number_prefix ${JSON.stringify(value)}`,
      { "orders.number_prefix": value },
      "/orders.number_prefix",
      "",
    ]),
    ["a text for a boolean", { "orders.buyers_may_cancel": "no" }, "/orders.buyers_may_cancel", ""],
    ...[
      "A\r\nBcc: x@example.com",
      'A" <x@example.com>',
      "A\u2028B",
      "a@b",
      " A",
      "",
      "A\\",
      "x".repeat(81),
      "=?utf-8?q?billing=40bank=2Eexample?=",
      "Your bank =?utf-8?b?YQ==?=",
      "＝？utf-8？q？a？＝",
      "billing＠bank.example",
      "billing﹫bank.example",
      "A ＜a＞",
      "A ＂B＂",
      "A＼",
    ].map((value): [string, object, string, string] => [
      `mail.sender_name ${JSON.stringify(value).slice(0, 30)}`,
      { "mail.sender_name": value },
      "/mail.sender_name",
      "",
    ]),
    ...[
      "nobody",
      "a@example.com, b@example.com",
      " a@example.com",
      "a@example.com\r\nBcc: b@example.com",
    ].map((value): [string, object, string, string] => [
      `mail.reply_to ${JSON.stringify(value)}`,
      { "mail.reply_to": value },
      "/mail.reply_to",
      "",
    ]),
  ];
  for (const [words, body, pointer, code] of wrong)
    test(words, async () => {
      const answer = await change(tenant.key, body);
      assertProblem(answer, 422, "invalid_input");
      const [mistake] = answer.json.errors;
      assert.equal(mistake.pointer, pointer);
      if (code !== "") assert.equal(mistake.code, code);
      assert.equal((await read(tenant.key)).json.version, 1);
    });
});
