/**
 * Hands objects to the verb, all of a chunk in one transaction. When it refuses some, those are found and set
 * aside and the others are done: by the item that the refusal points at, else by halving.
 */
import type { Context } from "#platform/access";
import type { Action, Executor } from "#platform/action";
import { Problem } from "#platform/errors";

/** What the verb made of one input: the object as it answers it, or why not. */
export type Verdict<Item> =
  | { item: Item; object: Record<string, unknown> }
  | { item: Item; refused: Problem };

export type Performer = {
  action: Action;
  executor: Executor;
  context: () => Context;
  dryRun: boolean;
  /** Waits before another try; a busy database is asked again. */
  pause: (ms: number) => Promise<void>;
};

const mostTries = 6;

/** @throws what is not about the input: the database is away, or a failure of our own. Chunks done before it stand. */
export async function performAll<Item extends { input: object }>(
  performer: Performer,
  items: Item[],
): Promise<Verdict<Item>[]> {
  if (items.length === 0) return [];
  let refused: Problem;
  try {
    const objects = await execute(
      performer,
      items.map(({ input }) => input),
    );
    return items.map((item, i) => ({ item, object: objects[i] ?? {} }));
  } catch (error) {
    if (!(error instanceof Problem) || error.kind.status >= 500) throw error;
    refused = error;
  }

  const [first] = items;
  if (items.length === 1 && first !== undefined) return [{ item: first, refused }];
  const at = itemNamed(refused, items.length);
  if (at === undefined) return await inParts(performer, halves(items));
  const named = items.slice(at, at + 1).map((item) => ({ item, refused }));
  // where one is wrong others often are: halving what follows keeps a bad chunk from being tried once per mistake
  const before = await performAll(performer, items.slice(0, at));
  return [...before, ...named, ...(await inParts(performer, halves(items.slice(at + 1))))];
}

async function inParts<Item extends { input: object }>(
  performer: Performer,
  parts: Item[][],
): Promise<Verdict<Item>[]> {
  const verdicts: Verdict<Item>[] = [];
  for (const part of parts) verdicts.push(...(await performAll(performer, part)));
  return verdicts;
}

function halves<Item>(items: Item[]): Item[][] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** Of the server, and not of what was asked. */
const passing = new Set(["unavailable", "overloaded"]);

async function execute(
  { action, executor, context, dryRun, pause }: Performer,
  inputs: object[],
): Promise<Record<string, unknown>[]> {
  const call = {
    context: context(),
    inputs: inputs.map((given) => ({ given, id: "" })),
    batch: true,
    dryRun,
    claim: undefined,
  };
  for (let tried = 1; ; tried++) {
    try {
      const { body } = await executor.execute(action, call);
      return (JSON.parse(body ?? '{"data":[]}') as { data: Record<string, unknown>[] }).data;
    } catch (error) {
      const busy = error instanceof Problem && passing.has(error.kind.code);
      if (!busy || tried === mostTries) throw error;
      await pause(100 * 2 ** tried);
    }
  }
}

/** `/items/3/sku` → 3 */
function itemNamed({ errors = [] }: Problem, count: number): number | undefined {
  const [, place] = /^\/items\/(\d+)/.exec(errors[0]?.pointer ?? "") ?? [];
  return place === undefined || Number(place) >= count ? undefined : Number(place);
}
