/** Clients as they should be written: every deed has its key, and is asked again until there is an answer. */
import type { Answer } from "#harness/app";
import { askAt } from "#harness/instance";
import { pace } from "#harness/until";
import type { Mortal } from "./mortal.ts";

export type Deed = { path: string; body: object; key: string };
export type Done = Deed & { answer: Answer; attempts: number };

/** For so long a client waits before it asks again: longer than anything may take that is not broken. */
export const patience = (): AbortSignal => AbortSignal.timeout(10_000);

type At = Pick<Mortal, "url" | "key">;

/** An answer that settles the matter; 503 and a rival of its own key do not, and a broken connection neither. */
export function isFinal({ status, json }: Answer): boolean {
  return status !== 503 && json?.code !== "request_in_progress";
}

/** Asks until the answer is final. @throws what the deed was when an answer is neither final nor foreseen */
export async function insist(at: At, deed: Deed, stop?: AbortSignal): Promise<Done | undefined> {
  for (let attempts = 1; !stop?.aborted; attempts++) {
    const answer = await askOnce(at, deed);
    if (answer !== undefined && isFinal(answer)) return { ...deed, answer, attempts };
    await pace(50);
  }
  return undefined;
}

/** One attempt; undefined when the connection broke before there was an answer. */
export async function askOnce(at: At, { path, body, key }: Deed): Promise<Answer | undefined> {
  const headers = { "idempotency-key": key };
  return await askAt(at.url, "POST", path, { key: at.key, body, headers, signal: patience() }).catch(
    () => undefined,
  );
}

/**
 * Whatever was answered with success is answered so again, word for word, as a replay.
 * @returns a sentence for each that is not
 */
export async function wrongReplays(at: At, done: readonly Done[]): Promise<string[]> {
  const left = done.filter(({ answer }) => answer.status < 300);
  const wrong: string[] = [];
  const askAgain = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const again = (await insist(at, one))?.answer;
      const replayed = again?.headers.get("idempotent-replayed") === "true";
      if (again?.status !== one.answer.status || again.text !== one.answer.text || !replayed)
        wrong.push(`${one.path} was answered ${told(one.answer)}, and asked again ${told(again)}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, askAgain));
  return wrong;
}

const told = (answer?: Answer): string => `${answer?.status} ${answer?.text.slice(0, 200)}`;
