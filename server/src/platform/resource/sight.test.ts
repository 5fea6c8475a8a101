/** Ways on which a hidden value could be told although its field is absent. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { organizationContext } from "#harness/contexts";
import { permissions } from "#platform/access";
import { Problem } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { embedded } from "./children.ts";
import { defineResource, many, one, type ResourceDefinition } from "./define-resource.ts";
import { integer, reference, text, unitPrice } from "./field.ts";
import { parseListQuery } from "./list-query.ts";
import { jsonOf, plain } from "./projection.ts";
import { createRegistry } from "./registry.ts";
import { createVisibility } from "./visibility.ts";

const note = (see?: string) => text({ describe: "A note.", ...(see === undefined ? {} : { see }) });
const library: ResourceDefinition = {
  name: "library",
  path: "libraries",
  table: "libraries",
  describe: "A house of books.",
  read: "libraries:read",
  belongs: { scope: "id" },
  fields: { name: note() },
  relations: {
    books: many("book", { by: "library_id", orderBy: "title", describe: "What stands there." }),
    kept: many("book", { by: "keeper_id", orderBy: "title", describe: "What it keeps for others." }),
  },
};
const book: ResourceDefinition = {
  name: "book",
  path: "books",
  table: "books",
  describe: "Something to read.",
  read: "books:read",
  belongs: { scope: "library_id" },
  fields: {
    title: note(),
    secret: note("books:see_secret"),
    library_id: reference("library", { describe: "Where it stands." }),
    keeper_id: reference("library", { describe: "Who keeps it.", see: "books:see_keeper" }),
  },
  children: {
    offers: embedded({
      describe: "What was offered for it.",
      table: "offers",
      parentKey: "book_id",
      key: ["place"],
      fields: {
        place: integer({ describe: "Which one." }),
        amount: unitPrice({ describe: "How much.", see: "books:see_offers" }),
      },
    }),
    bids: embedded({
      describe: "Offers of which nobody knows how many there are.",
      table: "bids",
      parentKey: "book_id",
      key: [],
      fields: { amount: unitPrice({ describe: "How much.", see: "books:see_bids" }) },
    }),
  },
  relations: {
    library: one("library", { by: "library_id", describe: "Where it stands." }),
    keeper: one("library", { by: "keeper_id", describe: "Who keeps it." }),
    pages: many("page", { by: "book_id", orderBy: "position", always: true, describe: "What is written." }),
  },
  search: ["secret"],
};
const page: ResourceDefinition = {
  name: "page",
  part: true,
  table: "pages",
  describe: "A part of a book.",
  read: "pages:read",
  belongs: { parent: "book", by: "book_id" },
  fields: { position: integer({ describe: "Its place." }) },
};
const nouns = [library, book, page].map(defineResource);
const registry = createRegistry(nouns);
const everything = permissions().map(({ name }) => name);
const without = (...missing: string[]) => new Set(everything.filter((name) => !missing.includes(name)));

const asking = (noun: string, query: string, missing: string[]) =>
  parseListQuery(
    registry,
    registry.get(noun),
    organizationContext(uuidv7(), { permissions: without(...missing) }),
    new Map(new URLSearchParams(query)),
  );
const textOf = (noun: string, missing: string[], expand: string[] = [], scope?: string) => {
  const projection = { expand: new Map(expand.map((name) => [name, plain])) };
  return jsonOf(registry, registry.get(noun), "t", projection, without(...missing), scope);
};

describe("403: a way to what one may not see is refused, and is in no statement either", () => {
  for (const [noun, relation, needed] of [
    ["book", "library", "libraries:read"],
    ["library", "books", "books:read"],
    // whoever follows a hidden reference, or lists what refers by one, learns its value
    ["book", "keeper", "books:see_keeper"],
    ["library", "kept", "books:see_keeper"],
  ] as const)
    test(`${noun}?expand=${relation} needs ${needed}`, () => {
      assert.doesNotThrow(() => asking(noun, `expand=${relation}`, []));
      assert.throws(() => asking(noun, `expand=${relation}`, [needed]), refusal(needed));
      assert.ok(textOf(noun, [], [relation]).includes(`"${relation}"`));
      assert.ok(!textOf(noun, [needed], [relation]).includes(`"${relation}"`));
    });

  test("a part that is always there is asked for by name with its own permission", () => {
    assert.doesNotThrow(() => asking("book", "fields=pages", []));
    assert.throws(() => asking("book", "fields=pages", ["pages:read"]), refusal("pages:read"));
    assert.ok(!textOf("book", ["pages:read"]).includes("pages"));
  });
});

test("a hidden field of embedded rows is left out, and rows of which nothing is seen are not counted either", () => {
  assert.match(textOf("book", []), /"offers".*"amount".*"bids".*"amount"/);
  assert.match(textOf("book", ["books:see_offers", "books:see_bids"]), /"offers"/);
  assert.doesNotMatch(textOf("book", ["books:see_offers", "books:see_bids"]), /amount|bids/);
});

test("the permissions that hide fields of embedded rows are declared, with words", () => {
  const words = permissions().find(({ name }) => name === "books:see_offers")?.describe;
  assert.equal(words, "See amount of offers of books.");
});

test("a search goes through the fields that one sees; with none of them it finds nothing", () => {
  assert.deepEqual(asking("book", "q=needle", []).search?.fields, ["secret"]);
  assert.deepEqual(asking("book", "q=needle", ["books:see_secret"]).search?.fields, []);
});

test("statements are shared by those who see the same, and by nobody else", () => {
  const visibility = createVisibility(registry);
  const keys = [[], ["books:see_keeper"], ["books:see_secret"], ["books:see_bids"], ["pages:read"]].map(
    (missing) => visibility(registry.get("book"), plain, without(...missing)),
  );
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(visibility(registry.get("book"), plain, without("things:read")), keys[0]);
});

describe("a declaration that would tell by its order is not accepted", () => {
  test("embedded rows in the order of a hidden column", () => {
    const { offers } = book.children ?? {};
    assert.ok(offers);
    const telling = { ...book, children: { offers: { ...offers, key: ["amount"] } } };
    assert.throws(() => defineResource(telling), /sorts its offers by "amount"/);
  });

  test("related objects in the order of a hidden field", () => {
    const relations = {
      books: many("book", { by: "library_id", orderBy: "secret", describe: "What stands there." }),
    };
    const telling = [{ ...library, relations }, book, page].map(defineResource);
    assert.throws(() => createRegistry(telling), /ordered by what not everybody may see/);
  });
});

describe("what is embedded for a scoped viewer names the scope as well", () => {
  test("of its own accord, or through the object at hand", () => {
    assert.match(textOf("book", [], ["library"], "$3"), /t_l\.id = any \(\$3::uuid\[\]\)/);
    assert.match(textOf("library", [], ["books"], "$3"), /t_b\.library_id = any \(\$3::uuid\[\]\)/);
    // its pages are those of the book that is at hand
    assert.doesNotMatch(textOf("book", [], [], "$3"), /\$3/);
    assert.doesNotMatch(textOf("book", [], ["library"]), /\$3/);
  });
});

const refusal = (needed: string) => (error: unknown) =>
  error instanceof Problem && error.kind.status === 403 && error.message.includes(`"${needed}"`);
