/** Somebody who follows a fake feed, for the tests of what goes wrong with it. */
import assert from "node:assert/strict";
import { after } from "node:test";
import { until } from "../../server/test/harness/until.ts";
import { createClient, type SubscribeOptions } from "../src/index.ts";
import type { FakePlinth } from "./fake-plinth.ts";

/** Patient with a machine that is busy, and quick where it waits for chance. */
export const quick = {
  openMs: 5_000,
  pollRestMs: 1,
  firstWaitMs: 5,
  longestWaitMs: 40,
  climbMs: 60_000,
  pollSeconds: 5,
};

/** Somebody who subscribes and remembers all that they were told. */
export function listener(fake: FakePlinth, options: Partial<SubscribeOptions> = {}) {
  const heard: number[] = [];
  const states: string[] = [];
  const subscription = createClient({ url: fake.url, key: "plk_test" }).subscribe({
    onEvent: ({ seq }) => void heard.push(seq),
    onState: (state) => states.push("door" in state ? `${state.name} ${state.door}` : state.name),
    ...options,
    timing: { ...quick, ...options.timing },
  });
  after(subscription.close); // also when the test is red: it would try for ever
  const hears = (...seqs: number[]) =>
    until(
      `events up to ${seqs.at(-1)} (heard ${heard}; ${states.join(", ")})`,
      () => heard.length >= seqs.length,
    ).then(() => assert.deepEqual(heard, seqs));
  return { heard, states, subscription, hears };
}
