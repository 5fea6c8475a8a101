// alone: it lists all settings that its process knows
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { organizationContext } from "#harness/contexts";
import { plainTenant } from "#platform/access";
import { boolean, integer, text } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { defineSetting, readChosen, requireListed } from "./index.ts";

const prefix = defineSetting({
  name: "tests.prefix",
  field: text({ describe: "What comes in front.", pattern: "^[A-Z]+$" }),
  default: "SO",
});
const label = defineSetting<string | null>({
  name: "tests.label",
  field: text({ describe: "What is said of it." }),
  default: null,
});
const open = defineSetting({
  name: "tests.open",
  field: boolean({ describe: "Whether it is open." }),
  default: true,
});

const choosing = (chosen: string | null) =>
  organizationContext(uuidv7(), { tenant: { ...plainTenant, settings: readChosen(chosen) } });

describe("a setting", () => {
  test("is what the organization has chosen, and its default otherwise", () => {
    const context = choosing('{"tests.prefix": "AB", "tests.open": false}');
    assert.deepEqual([prefix.of(context), label.of(context), open.of(context)], ["AB", null, false]);
    const plain = choosing(null);
    assert.deepEqual([prefix.of(plain), label.of(plain), open.of(plain)], ["SO", null, true]);
    assert.deepEqual([prefix.chosenBy(context), prefix.chosenBy(plain)], ["AB", undefined]);
  });

  test("that is declared no more, or that no longer fits, reads as if it had not been chosen", () => {
    const context = choosing('{"tests.gone": 1, "tests.prefix": "lower", "tests.open": "yes"}');
    assert.deepEqual([prefix.of(context), open.of(context)], ["SO", true]);
    assert.equal(context.tenant.settings.size, 0);
  });
});

test("a setting that no module lists is refused by its name, and none is where all are listed", () => {
  requireListed([prefix, label, open]);
  assert.throws(() => requireListed([prefix, open]), /declared and listed by no module: tests\.label$/);
});

describe("declaring a setting is refused", () => {
  const field = integer({ describe: "How many.", min: 1 });
  const wrong: [string, Parameters<typeof defineSetting>[0], RegExp][] = [
    ["under a name that is taken", { name: "tests.prefix", field, default: 1 }, /"tests\.prefix".*twice/],
    [
      "with a default that does not fit",
      { name: "tests.many", field, default: 0 },
      /default of.*"tests\.many"/,
    ],
    ["with a default of another type", { name: "tests.many", field, default: "1" }, /default of/],
    ...["Tests.many", "tests.many.more", "tests-many", ""].map(
      (name): [string, Parameters<typeof defineSetting>[0], RegExp] => [
        `under the name "${name}"`,
        { name, field, default: 1 },
        /is not named/,
      ],
    ),
  ];
  for (const [words, declared, complaint] of wrong)
    test(words, () => {
      assert.throws(() => defineSetting(declared), complaint);
    });
});
