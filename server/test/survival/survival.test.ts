/**
 * Three quarters of a minute of `npm run survive`: the whole of Plinth, killed, frozen and cut off in every way that there
 * is, at every labelled point too, while everybody outside behaves badly. In the end what clients and the world outside
 * were told is what is there.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { killPoints } from "./fleet.ts";
import { kinds } from "./schedule.ts";
import { survive } from "./survival.ts";

const seed = Number(process.env.SURVIVAL_SEED ?? 7);
const lengthMs = 45_000;

test("whatever strikes, everything that anybody was told is there, once, and nothing else is", async (t) => {
  const lines: string[] = [];
  const survived = await survive({
    ...{ seed, lengthMs, paceMs: [1_200, 3_200] },
    say: (line) => void lines.push(line),
  });
  const { wrong, struck, died, askedAgain, askedTwiceOutside, deeds, stories } = survived;
  if (wrong.length > 0) {
    for (const line of lines) t.diagnostic(line);
    t.diagnostic(`again: npm run survive -- --minutes ${lengthMs / 60_000} --seed ${seed}`);
  }
  assert.deepEqual(wrong, []);
  t.diagnostic(`${deeds} deeds, ${askedAgain} asked again; ${stories} stories; died at ${died.join(", ")}`);
  assert.deepEqual([...struck.keys()].sort(), [...kinds].sort());
  assert.deepEqual([...new Set(died)].sort(), await killPoints());
  assert.ok(askedAgain > 0 && askedTwiceOutside > 0, "nobody noticed anything");
});
