import assert from "node:assert/strict";
import { test } from "node:test";
import { isCountry } from "./country.ts";

test("a country is what exists today, not what was withdrawn, reserved or made up", () => {
  for (const code of "DE GB FR US CH AT RS RU CD TL YE BQ".split(" "))
    assert.equal(isCountry(code), true, code);
  const withdrawn = "DD FX SU YU CS BU DY HV NH RH TP VD YD ZR AN".split(" ");
  const reserved = "AC CP CQ DG EA IC TA EU EZ UN UK QO XA XB ZZ".split(" ");
  for (const code of [...withdrawn, ...reserved, "AA", "de", "DEU", "D", "", "D1"])
    assert.equal(isCountry(code), false, code);
});

test("no two countries have one name", () => {
  const names = new Intl.DisplayNames(["en"], { type: "region" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const all = letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountry);
  assert.ok(all.length > 240, `${all.length}`);
  assert.equal(new Set(all.map((code) => names.of(code))).size, all.length);
});
