/**
 * Rounds over every operation: compose, send, judge; what fails is made as small as it gets. Between operations an ordinary
 * request shows that the server still serves, between rounds its heap that it keeps nothing.
 */
import { until } from "#harness/until";
import { compose, saneWish } from "./compose.ts";
import { curlOf } from "./curl.ts";
import { judgeOf } from "./judge.ts";
import { learning } from "./learned.ts";
import { grown } from "./memory.ts";
import { type Operation, operationsIn, resolverOf } from "./operations.ts";
import { randomOf } from "./random.ts";
import { type Outcome, sender } from "./send.ts";
import { shrink } from "./shrink.ts";
import { simplerWishes } from "./simpler.ts";
import type { Target } from "./target.ts";
import type { Wish } from "./wish.ts";

export type Campaign = {
  seed: number;
  /** Ends after this round or at this time, whichever comes first. */
  rounds: number;
  untilMs: number;
  /** Only operations whose name contains one of these words. */
  only: string[];
  /** How often an operation is asked in a round, at most. */
  most: number;
  heard(progress: Progress): void;
  /** As soon as it is met, before it is made smaller. */
  met(words: string): void;
};

export type Progress = { round: number; asked: number; failures: number };

export type Failure = {
  fault: string;
  words: string;
  curl: string;
  /** Whether it failed again when asked again: else it was not made smaller. */
  again: boolean;
  cause: string | undefined;
  times: number;
};

/** A fault that takes its time to show is not made as small as it could be. */
const shrinkingMs = 40_000;

/** How often each status was answered; of what was not answered, why. */
export type Tally = Map<string, number>;

export type Report = {
  rounds: number;
  asked: number;
  tallies: Map<string, Tally>;
  failures: Failure[];
  heaps: number[];
};

export async function fuzz(target: Target, campaign: Campaign): Promise<Report> {
  const { document, credentials, url } = target;
  const { send, close } = sender(url);
  const judge = judgeOf(document);
  const learned = learning(document);
  const resolve = resolverOf(document);
  const all = operationsIn(document);
  const operations = all.filter(
    ({ name }) => campaign.only.length === 0 || campaign.only.some((word) => name.includes(word)),
  );
  const failures = new Map<string, Failure>();
  const report: Report = { rounds: 0, asked: 0, tallies: new Map(), failures: [], heaps: [] };

  const ask = async (wish: Wish): Promise<Outcome> => {
    const outcome = await send(wish, credentials);
    report.asked++;
    if (!("answer" in outcome)) return outcome;
    const { status, json } = outcome.answer;
    if (status < 300) learned.take(wish.operation, json);
    if (status === 404) learned.forget(wish.operation.template, wish.path.id);
    if (!lostItsCaller(wish, outcome)) return outcome;
    await restored(target, status);
    return await send(wish, credentials);
  };

  const failed = async (wish: Wish, fault: string, words: string, shrinks: boolean): Promise<void> => {
    const known = failures.get(fault);
    if (known !== undefined) return void known.times++;
    const failure: Failure = {
      fault,
      words,
      curl: curlOf(url, wish),
      again: false,
      cause: undefined,
      times: 1,
    };
    failures.set(fault, failure);
    campaign.met(`${fault} ${failure.curl.slice(0, 300)}`);
    const enough = performance.now() + shrinkingMs;
    const fails = async (simpler: Wish): Promise<boolean> => {
      if (performance.now() > enough) return false;
      const outcome = await ask(simpler);
      if (judge(simpler, outcome)?.fault !== fault) return false;
      const id = "answer" in outcome ? outcome.answer.headers.get("x-request-id") : null;
      failure.cause = id === null ? undefined : await target.cause?.(id);
      return true;
    };
    failure.again = await fails(wish);
    if (!shrinks || !failure.again) return;
    failure.curl = curlOf(url, await shrink(wish, simplerWishes, fails));
  };

  const askAndJudge = async (wish: Wish): Promise<void> => {
    const outcome = await ask(wish);
    count(report.tallies, wish.operation.name, outcome);
    const complaint = judge(wish, outcome);
    if (complaint !== undefined) await failed(wish, complaint.fault, complaint.words, true);
  };

  /** Who we are is the ordinary request: it needs the caller, the database and a turn of everything between. */
  const stillServes = async (after: Wish): Promise<boolean> => {
    const response = await fetch(`${url}/v1/me`, {
      headers: { authorization: `Bearer ${credentials.key}` },
      signal: AbortSignal.timeout(10_000),
    }).catch((error: Error) => error);
    if (response instanceof Error || response.status >= 500) {
      const why = response instanceof Error ? String(response.cause ?? response) : response.status;
      await failed(
        after,
        `${after.operation.name}: the next request`,
        `the next request was not served (${why})`,
        false,
      );
      return !(response instanceof Error);
    }
    if (response.status === 200) learned.spare(await response.json());
    else await restored(target, response.status);
    return true;
  };

  const round = async (number: number): Promise<boolean> => {
    for (const operation of operations) {
      const times = Math.min(campaign.most, 2 + Math.ceil(placesOf(operation) / 3));
      for (let time = 0; time < times; time++) {
        if (performance.now() > campaign.untilMs) return false;
        const random = randomOf(campaign.seed, operation.name, number, time);
        const good = random.chance(0.4) ? await target.good?.(operation.id) : undefined;
        const wish = compose({ resolve, learned, random }, operation, number * times + time, good);
        await askAndJudge(wish);
        if (time === times - 1 && !(await stillServes(wish))) return false;
      }
      campaign.heard({ round: number, asked: report.asked, failures: failures.size });
    }
    return true;
  };

  await lookAround();
  for (let number = 0; number < campaign.rounds && (await round(number)); number++) {
    report.rounds++;
    if (target.heapBytes !== undefined) report.heaps.push(await target.heapBytes());
  }
  close();
  const stayed = grown(report.heaps);
  report.failures = [...failures.values()];
  if (stayed !== undefined) report.failures.push(leak(stayed, report.heaps));
  return report;

  /** Ids of what is there already, of the organization's own and of a stranger's. */
  async function lookAround(): Promise<void> {
    for (const by of ["key", "person"] as const) {
      const me = all.find(({ name }) => name === "GET /v1/me");
      const outcome = me && (await send({ ...bare(me), by }, credentials));
      if (outcome && "answer" in outcome) learned.spare(outcome.answer.json);
    }
    const lists = all.filter(
      ({ method, template, stays }) => method === "GET" && !template.includes("{") && !stays,
    );
    for (const operation of lists) {
      const many = operation.parameters.some(({ name }) => name === "limit");
      const wish: Wish = { ...bare(operation), query: many ? ["limit=40"] : [] };
      await askAndJudge(wish);
      if (target.stranger === undefined || operation.by !== "key") continue;
      const theirs = await send(wish, { ...credentials, key: target.stranger });
      if ("answer" in theirs && theirs.answer.status < 300)
        learned.takeForeign(operation, theirs.answer.json);
    }
  }

  function bare(operation: Operation): Wish {
    const maker = { resolve, learned, random: randomOf(campaign.seed, operation.name) };
    return { ...saneWish(maker, operation), query: [], headers: {} };
  }
}

/** The right credential, and not known any more; or too many guesses of somebody that nobody knows. */
function lostItsCaller({ by, operation }: Wish, outcome: Outcome): boolean {
  if (!("answer" in outcome)) return false;
  const { status, json } = outcome.answer;
  return (
    (status === 401 && json?.code === "unauthenticated" && by === operation.by && by !== "nobody") ||
    status === 429
  );
}

async function restored({ renew, url, credentials }: Target, status: number): Promise<void> {
  if (renew !== undefined) return await renew();
  if (status !== 429) return;
  const served = async () => {
    const response = await fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${credentials.key}` } });
    return response.status !== 429;
  };
  await until("the limit of requests to be over", served, 90_000);
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
