/** Clients as they should be written: every deed has its key, and is asked again until there is an answer. */
import assert from "node:assert/strict";
import type { Answer } from "#harness/app";
import { askAt } from "#harness/instance";
import type { Mortal } from "./mortal.ts";

export type Deed = { path: string; body: object; key: string };
export type Done = Deed & { answer: Answer; attempts: number };

/** An answer that settles the matter; 503 and a rival of its own key do not, and a broken connection neither. */
export function isFinal({ status, json }: Answer): boolean {
  return status !== 503 && json?.code !== "request_in_progress";
}

/** Asks until the answer is final. @throws what the deed was when an answer is neither final nor foreseen */
export async function insist(at: Mortal, deed: Deed, stop?: AbortSignal): Promise<Done | undefined> {
  for (let attempts = 1; !stop?.aborted; attempts++) {
    const answer = await askOnce(at, deed);
    if (answer !== undefined && isFinal(answer)) return { ...deed, answer, attempts };
    await new Promise(setImmediate);
  }
  return undefined;
}

/** One attempt; undefined when the connection broke before there was an answer. */
export async function askOnce(at: Mortal, { path, body, key }: Deed): Promise<Answer | undefined> {
  const headers = { "idempotency-key": key };
  return await askAt(at.url, "POST", path, { key: at.key, body, headers }).catch(() => undefined);
}

/** Whatever was answered with success is answered so again, word for word, as a replay. */
export async function assertKept(at: Mortal, done: Done[]): Promise<void> {
  const left = done.filter(({ answer }) => answer.status < 300);
  const askAgain = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const again = await insist(at, one);
      assert.equal(again?.answer.status, one.answer.status, again?.answer.text);
      assert.equal(again?.answer.text, one.answer.text);
      assert.equal(again?.answer.headers.get("idempotent-replayed"), "true");
    }
  };
  await Promise.all(Array.from({ length: 8 }, askAgain));
}
