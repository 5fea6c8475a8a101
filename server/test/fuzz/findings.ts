/** What failed, each fault once: asked again, made as small as it gets, with what the log says of it. */
import { curlOf } from "./curl.ts";
import type { Complaint, Judge } from "./judge.ts";
import type { Outcome } from "./send.ts";
import { shrink } from "./shrink.ts";
import { simplerWishes } from "./simpler.ts";
import type { Target } from "./target.ts";
import type { Wish } from "./wish.ts";

export type Failure = {
  fault: string;
  words: string;
  curl: string;
  /** Whether it failed again when asked again: else it was not made smaller. */
  again: boolean;
  cause: string | undefined;
  times: number;
};

export type Findings = {
  /** @param shrinks whether its own answer shows the fault, so that simpler wishes can be tried */
  add(wish: Wish, complaint: Complaint, shrinks: boolean): Promise<void>;
  all(): Failure[];
};

/** A fault that takes its time to show is not made as small as it could be. */
const shrinkingMs = 40_000;

/** @param met hears of each as soon as it is met, before it is made smaller */
export function createFindings(
  target: Target,
  ask: (wish: Wish) => Promise<Outcome>,
  judge: Judge,
  met: (words: string) => void,
): Findings {
  const failures = new Map<string, Failure>();

  const add: Findings["add"] = async (wish, { fault, words }, shrinks) => {
    const known = failures.get(fault);
    if (known !== undefined) return void known.times++;
    const curl = curlOf(target.url, wish);
    const failure: Failure = { fault, words, curl, again: false, cause: undefined, times: 1 };
    failures.set(fault, failure);
    met(`${fault} ${curl.slice(0, 300)}`);
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
    failure.curl = curlOf(target.url, await shrink(wish, simplerWishes, fails));
  };

  return { add, all: () => [...failures.values()] };
}
