/** Asks and learns from what is answered; whoever is not known any more, or is told to wait, is let in again. */
import { until } from "#harness/until";
import { isMeant } from "./judge.ts";
import type { Learned } from "./learned.ts";
import { type Outcome, sender } from "./send.ts";
import type { Target } from "./target.ts";
import type { Wish } from "./wish.ts";

export type Asking = {
  ask(wish: Wish): Promise<Outcome>;
  /** As somebody else, of whom nothing is learned by itself. */
  askAs(key: string, wish: Wish): Promise<Outcome>;
  /**
   * Asks who we are, which needs the caller, the database and a turn of everything between.
   * @returns why it was not served, if it was not
   */
  ordinary(): Promise<string | undefined>;
  asked(): number;
  close(): void;
};

export function createAsking(target: Target, learned: Learned): Asking {
  const { credentials, url } = target;
  const { send, close } = sender(url);
  let asked = 0;

  return {
    close,
    asked: () => asked,
    askAs: (key, wish) => send(wish, { ...credentials, key }),
    async ask(wish) {
      const outcome = await send(wish, credentials);
      asked++;
      if (!("answer" in outcome)) return outcome;
      const { status, json } = outcome.answer;
      if (status < 300) learned.take(wish.operation, json);
      if (status === 404) learned.forget(wish.operation.template, wish.path.id);
      if (!lostItsCaller(wish, outcome)) return outcome;
      await restored(target, status);
      return await send(wish, credentials);
    },
    async ordinary() {
      const response = await me(target).catch((error: Error) => error);
      if (response instanceof Error) return String(response.cause ?? response);
      const { status, headers } = response;
      const json = (await response.json()) as { code?: unknown };
      if (isMeant(status, json.code, headers)) return undefined;
      if (status >= 500) return String(status);
      if (status === 200) learned.spare(json);
      else await restored(target, status);
      return undefined;
    },
  };
}

function me({ url, credentials }: Target): Promise<Response> {
  return fetch(`${url}/v1/me`, {
    headers: { authorization: `Bearer ${credentials.key}` },
    signal: AbortSignal.timeout(10_000),
  });
}

/** The right credential, and not known any more; or too many guesses of somebody that nobody knows. */
function lostItsCaller({ by, operation }: Wish, outcome: Outcome): boolean {
  if (!("answer" in outcome)) return false;
  const { status, json } = outcome.answer;
  const unknown = status === 401 && json?.code === "unauthenticated";
  return (unknown && by === operation.by && by !== "nobody") || status === 429;
}

async function restored(target: Target, status: number): Promise<void> {
  if (target.renew !== undefined) return await target.renew();
  if (status !== 429) return;
  const served = async () => (await me(target)).status !== 429;
  await until("the limit of requests to be over", served, 90_000);
}
