import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext } from "#platform/access";
import type { Action, Executor } from "#platform/action";
import { alreadyExists, internalError, invalidInput, unavailable } from "#platform/errors";
import { type Performer, performAll } from "./perform.ts";

type Input = { name: string };

/** An executor that takes a whole batch or refuses it, as the real one does, and remembers what it was asked. */
function performer(execute: (names: string[]) => void): Performer & { asked: string[] } {
  const asked: string[] = [];
  const executor: Executor = {
    async execute(_, { inputs }) {
      const given = inputs.map((input) => input.given as Input);
      asked.push(given.map(({ name }) => name).join(""));
      execute(given.map(({ name }) => name));
      return {
        status: 200,
        body: JSON.stringify({ data: given }),
        location: null,
        etag: null,
        replayed: false,
      };
    },
  };
  const context = () =>
    createContext({
      organizationId: "00000000-0000-7000-8000-000000000000",
      actor: { kind: "system", id: "00000000-0000-7000-8000-000000000000", name: "test" },
      permissions: new Set(),
      scope: "all",
      requestId: "test",
      door: "import",
    });
  const action = { name: "things.create" } as unknown as Action; // nothing else of it is read here
  return { action, executor, context, dryRun: false, pause: async () => {}, asked };
}

const items = (names: string) => [...names].map((name) => ({ input: { name } }));
const isBad = (name: string) => name === name.toUpperCase();
const refusedIn = (verdicts: Awaited<ReturnType<typeof performAll<{ input: Input }>>>) =>
  verdicts.flatMap((verdict) => ("refused" in verdict ? [verdict.item.input.name] : [])).join("");

function refuseAtItem(names: string[]): void {
  const at = names.findIndex(isBad);
  if (at < 0) return;
  const detail = `There is one with name "${names[at]}" already.`;
  throw alreadyExists(detail, { errors: [{ pointer: `/items/${at}/name`, code: "already_exists", detail }] });
}

test("a chunk without mistakes is one transaction", async () => {
  const whole = performer(refuseAtItem);
  const verdicts = await performAll(whole, items("abcd"));
  assert.deepEqual(whole.asked, ["abcd"]);
  assert.equal(verdicts.length, 4);
});

test("the refused are found by their pointers and everything else is done, in order", async () => {
  const some = performer(refuseAtItem);
  const verdicts = await performAll(some, items("abCdefGhij"));
  assert.equal(refusedIn(verdicts), "CG");
  assert.equal(verdicts.map(({ item }) => item.input.name).join(""), "abCdefGhij");
});

test("a refusal that points nowhere is found by halving", async () => {
  const blind = performer((names) => {
    if (names.some(isBad))
      throw invalidInput("some rule is broken", {
        errors: [{ pointer: "", code: "rule", detail: "broken" }],
      });
  });
  assert.equal(refusedIn(await performAll(blind, items("abcdefGh"))), "G");
});

test("a chunk of nothing but mistakes costs a few tries per mistake, not a chunk per mistake", async () => {
  const bad = performer(refuseAtItem);
  const names = "A".repeat(256);
  assert.equal(refusedIn(await performAll(bad, items(names))), names);
  const handed = bad.asked.reduce((sum, { length }) => sum + length, 0);
  assert.ok(handed < 256 * 10, `${handed} inputs were handed over`);
});

test("a busy database is asked again; what stays busy or fails stops the import", async () => {
  let tries = 0;
  const busyOnce = performer(() => {
    if (++tries === 1) throw unavailable("busy");
  });
  assert.equal((await performAll(busyOnce, items("a"))).length, 1);
  await assert.rejects(
    performAll(
      performer(() => {
        throw unavailable("busy");
      }),
      items("a"),
    ),
    /busy/,
  );
  await assert.rejects(
    performAll(
      performer(() => {
        throw internalError("bug");
      }),
      items("ab"),
    ),
    /bug/,
  );
});
