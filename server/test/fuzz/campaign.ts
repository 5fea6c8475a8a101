/**
 * Rounds over every operation: compose, send, judge; what fails is made as small as it gets. Between operations an ordinary
 * request shows that the server still serves, between rounds its heap that it keeps nothing.
 */
import { createAsking } from "./asking.ts";
import { compose } from "./compose.ts";
import { createFindings, type Failure } from "./findings.ts";
import { judgeOf } from "./judge.ts";
import { learning } from "./learned.ts";
import { lookAround } from "./look-around.ts";
import { grown } from "./memory.ts";
import { type Operation, operationsIn, resolverOf } from "./operations.ts";
import { randomOf } from "./random.ts";
import type { Outcome } from "./send.ts";
import type { Target } from "./target.ts";
import type { Wish } from "./wish.ts";

export type Campaign = {
  seed: number;
  /** Ends after this round or at this time, whichever comes first. */
  rounds: number;
  /** As `performance.now()` counts. */
  untilMs: number;
  /** Only operations whose name contains one of these words; all, where there are none. */
  matching: string[];
  /** How often an operation is asked in a round, at most. */
  most: number;
  heard(progress: { round: number; asked: number; failures: number }): void;
  /** A failure, as soon as it is met. */
  met(words: string): void;
};

/** How often each status was answered; of what was not answered, why. */
export type Tally = Map<string, number>;

export type Report = {
  rounds: number;
  asked: number;
  tallies: Map<string, Tally>;
  failures: Failure[];
  /** In bytes, after each round. */
  heaps: number[];
};

export async function fuzz(target: Target, campaign: Campaign): Promise<Report> {
  const { seed, matching, most } = campaign;
  const learned = learning(target.document);
  const resolve = resolverOf(target.document);
  const asking = createAsking(target, learned);
  const judge = judgeOf(target.document);
  const findings = createFindings(target, asking.ask, judge, campaign.met);
  const all = operationsIn(target.document);
  const chosen = all.filter(
    ({ name }) => matching.length === 0 || matching.some((word) => name.includes(word)),
  );
  const tallies: Report["tallies"] = new Map();
  const heaps: number[] = [];

  const askAndJudge = async (wish: Wish): Promise<Outcome> => {
    const outcome = await asking.ask(wish);
    count(tallies, wish.operation.name, outcome);
    const complaint = judge(wish, outcome);
    if (complaint !== undefined) await findings.add(wish, complaint, true);
    return outcome;
  };

  const stillServes = async (after: Wish): Promise<boolean> => {
    const why = await asking.ordinary();
    if (why === undefined) return true;
    const words = `the next request was not served (${why})`;
    await findings.add(after, { fault: `${after.operation.name}: the next request`, words }, false);
    // a status is an answer: somebody is there
    return /^\d+$/.test(why);
  };

  /** @returns whether there is another one */
  const round = async (number: number): Promise<boolean> => {
    for (const operation of chosen) {
      const times = Math.min(most, 2 + Math.ceil(placesOf(operation) / 3));
      for (let time = 0; time < times; time++) {
        if (performance.now() > campaign.untilMs) return false;
        const random = randomOf(seed, operation.name, number, time);
        const good = random.chance(0.4) ? await target.good?.(operation.id) : undefined;
        const wish = compose({ resolve, learned, random }, operation, number * times + time, good);
        await askAndJudge(wish);
        if (time === times - 1 && !(await stillServes(wish))) return false;
      }
      campaign.heard({ round: number, asked: asking.asked(), failures: findings.all().length });
    }
    return true;
  };

  await lookAround({ target, all, learned, asking, askAndJudge });
  let rounds = 0;
  while (rounds < campaign.rounds && (await round(rounds))) {
    rounds++;
    if (target.heapBytes !== undefined) heaps.push(await target.heapBytes());
  }
  asking.close();
  const stayed = grown(heaps);
  const leaks = stayed === undefined ? [] : [leak(stayed, heaps)];
  return { rounds, asked: asking.asked(), tallies, failures: [...findings.all(), ...leaks], heaps };
}

function count(tallies: Report["tallies"], name: string, outcome: Outcome): void {
  const tally = tallies.get(name) ?? new Map<string, number>();
  tallies.set(name, tally);
  const what =
    "answer" in outcome ? String(outcome.answer.status) : "lost" in outcome ? "lost" : "broken off";
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

/** About so many things can be wrong with it. */
function placesOf({ parameters, body }: Operation): number {
  const fields = JSON.stringify(body?.examples ?? []).match(/"\w+":/g) ?? [];
  return parameters.length + fields.length;
}

function leak(stayed: number, heaps: number[]): Failure {
  const sizes = heaps.map((bytes) => Math.round(bytes / 1024 / 1024)).join(", ");
  return {
    fault: "memory",
    words: `${stayed.toFixed(1)} MiB stayed in memory (MiB after each round: ${sizes})`,
    ...{ curl: "", again: true, cause: undefined, times: 1 },
  };
}
