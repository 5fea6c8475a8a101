/**
 * What the application declares is what is meant: for every permission, operation, role, field and noun. The intentions
 * stand in `intentions/`, a page for each module. Then every declaration is changed, one at a time: each is noticed.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { declarations } from "#app";
import { permissions } from "#platform/access";
import type { Action, Query } from "#platform/action";
import type { Resource } from "#platform/resource";
import { fixedRoles } from "../../src/modules/organizations/roles.ts";
import { differences, hiddenFields, operationsOf, rolesHold } from "./access-facts.fixture.ts";
import { intentions } from "./intentions/index.ts";

const declared = declarations();
const { registry, actions, queries } = declared;
/** For changes that open or close no operation: to write the document again for each takes its time. */
const operations = operationsOf(declared);
/** Every role holds it, those who buy as well. */
const everybodys = "products:read";

test("what is declared is what is meant, and what is meant is declared", () => {
  assert.ok(operationsOf(declared).length > 80);
  assert.deepEqual(differences(declared), []);
});

test("no permission and no operation is meant twice", () => {
  const named = Object.values(intentions).flatMap((module) => Object.keys(module.permissions));
  assert.deepEqual([...new Set(named)], named);
  const opened = Object.values(intentions).flatMap((module) =>
    Object.values(module.permissions).flatMap(({ opens }) => opens),
  );
  assert.deepEqual([...new Set(opened)], opened);
});

test("every intention is a sentence", () => {
  for (const [module, { permissions: meant }] of Object.entries(intentions)) {
    for (const [name, { says }] of Object.entries(meant))
      assert.match(says, /^[A-Z].{15,}\.$/, `${module} ${name}`);
  }
});

/** Does the change, looks, takes it back. @returns whether it was noticed */
type Mutant = { what: string; noticed: () => boolean };

describe("a declaration that is changed is noticed", () => {
  const asking: (Action | Query)[] = [...actions, ...queries].filter(
    ({ permission }) => permission !== undefined,
  );
  const families: Record<string, Mutant[]> = {
    "each verb's and query's permission, given to everybody": asking
      .filter(({ permission }) => permission !== everybodys)
      .map((one) => changed(one, "permission", everybodys, one.name)),
    "each noun's permission to read, given to everybody": registry.resources
      .filter(({ path, read }) => path !== undefined && read !== everybodys)
      .map((noun) => changed(noun, "read", everybodys, noun.name)),
    "each further permission that a query needs, left out": queries
      .filter(({ alsoNeeds }) => alsoNeeds !== undefined)
      .map((query) => changed(query, "alsoNeeds", undefined, query.name)),
    "each operation that is for the whole organization, opened to who sees a part": [...actions, ...queries]
      .filter(({ wholeOrganization }) => wholeOrganization)
      .map((one) => changed(one, "wholeOrganization", undefined, one.name)),
    "each hidden field, shown to everybody": registry.resources.flatMap(fieldMutants),
    "each noun that is hidden from who sees some customers only, shared": registry.resources
      .filter(({ belongs }) => belongs !== "shared")
      .map((noun) => changed(noun, "belongs", "shared", noun.name)),
    "each noun about another object, seen by whoever may read it alone": registry.resources
      .filter(({ about }) => about)
      .map((noun) => changed(noun, "about", undefined, noun.name)),
    "each noun that they share, hidden": registry.resources
      .filter(({ belongs }) => belongs === "shared")
      .map((noun) => changed(noun, "belongs", "hidden", noun.name)),
    "each proof that a verb asks for, left out": actions
      .filter(({ stepUp }) => stepUp)
      .map((action) => changed(action, "stepUp", undefined, action.name)),
    "each look that a verb takes anew, left out": actions
      .filter(({ fresh }) => fresh)
      .map((action) => changed(action, "fresh", undefined, action.name)),
    "each verb that stops in a suspended organization, let go on": actions
      .filter(({ whileSuspended }) => whileSuspended !== true)
      .map((action) => changed(action, "whileSuspended", true, action.name)),
    "each grant, given to one role more or taken from one that has it": permissions().flatMap(({ name }) =>
      fixedRoles.map((role): Mutant => {
        const before = rolesHold(role, name);
        return {
          what: `${role} ${before ? "loses" : "gains"} ${name}`,
          noticed: () =>
            differences(declared, {
              operations,
              holds: (one, permission) =>
                one === role && permission === name ? !before : rolesHold(one, permission),
            }).length > 0,
        };
      }),
    ),
  };
  for (const [words, mutants] of Object.entries(families)) {
    test(words, (t) => {
      assert.ok(mutants.length > 0, "nothing was changed");
      t.diagnostic(`${mutants.length} mutants`);
      const survivors = mutants.filter(({ noticed }) => !noticed()).map(({ what }) => what);
      assert.deepEqual(survivors, []);
    });
  }

  test("and every change was taken back", () => assert.deepEqual(differences(declared), []));
});

const opening = new Set(["permission", "read"]);

function changed<One extends object, Name extends keyof One & string>(
  one: One,
  name: Name,
  value: unknown,
  what: string,
): Mutant {
  return {
    what,
    noticed() {
      const before = one[name];
      Object.assign(one, { [name]: value });
      try {
        const look = opening.has(name) ? {} : { operations };
        return differences(declared, look).length > 0;
      } finally {
        Object.assign(one, { [name]: before });
      }
    },
  };
}

function fieldMutants(noun: Resource): Mutant[] {
  return hiddenFields(noun).map(({ field, see }) => ({
    what: `${noun.name}.${field} without ${see}`,
    noticed() {
      const [name = "", below] = field.split(".");
      const shown = below === undefined ? noun.fields[name] : noun.children[name]?.fields[below];
      assert.ok(shown);
      return changed(shown, "see", undefined, field).noticed();
    },
  }));
}
