import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createShapes } from "./shapes.ts";

function measured() {
  const forgotten: string[] = [];
  let compiled = 0;
  const shapes = createShapes((name) => forgotten.push(name));
  const use = (key: string, organization = "a") =>
    shapes.statement(
      key,
      organization,
      () => {
        compiled++;
        return `select '${key}'`;
      },
      [key],
    );
  return {
    forgotten,
    use,
    twice(key: string, organization?: string) {
      use(key, organization);
      return use(key, organization);
    },
    compilations: () => compiled,
  };
}

describe("shapes", () => {
  test("are compiled at the first use and named from the second, for everybody", () => {
    const { use, compilations } = measured();
    assert.deepEqual([use("x").name, use("x").name !== undefined, compilations()], [undefined, true, 1]);
    assert.equal(use("x", "b").name, use("x").name);
    assert.equal(use("x").text, "select 'x'");
    assert.deepEqual(use("x").values, ["x"]);
    assert.notEqual(measured().twice("y").name, undefined);
  });

  test("of one organization hold at most 16 names, and take none of another's", () => {
    const { twice, use, forgotten } = measured();
    const names = Array.from({ length: 40 }, (_, i) => twice(`a${i}`, "a").name);
    assert.equal(names.filter((name) => name !== undefined).length, 16);
    assert.deepEqual(forgotten, []);
    assert.notEqual(twice("b", "b").name, undefined);
    assert.equal(use("a0", "b").name, names[0]);
  });

  test("hold at most 64 names in all: the one that was used longest ago is forgotten once, and named anew", () => {
    const { twice, use, forgotten } = measured();
    const named = new Map(Array.from({ length: 64 }, (_, i) => [`s${i}`, twice(`s${i}`, `o${i % 8}`).name]));
    assert.deepEqual(forgotten, []);
    use("s0", "o0");
    twice("more", "fresh");
    assert.deepEqual(forgotten, [named.get("s1")]);
    assert.equal(use("s0", "o0").name, named.get("s0"));
    const again = use("s1", "o1").name;
    assert.notEqual(again, undefined);
    assert.notEqual(again, named.get("s1"));
    assert.equal(forgotten.length, 2);
  });

  test("that are forgotten give their organization room again", () => {
    const { twice, forgotten } = measured();
    for (let i = 0; i < 16; i++) twice(`a${i}`, "a");
    assert.equal(twice("a16", "a").name, undefined);
    for (let i = 0; i < 64; i++) twice(`b${i}`, `b${i % 8}`);
    assert.equal(forgotten.length, 16);
    assert.notEqual(twice("a17", "a").name, undefined);
  });

  test("stay bounded however many are asked for", () => {
    const { twice, forgotten, compilations } = measured();
    const named = new Set<string>();
    for (let i = 0; i < 5_000; i++) {
      const { name } = twice(`s${i}`, `o${i % 100}`);
      if (name !== undefined) named.add(name);
    }
    assert.equal(compilations(), 5_000);
    assert.ok(named.size - forgotten.length <= 64, `${named.size} named, ${forgotten.length} forgotten`);
    assert.equal(new Set(forgotten).size, forgotten.length);
  });
});
