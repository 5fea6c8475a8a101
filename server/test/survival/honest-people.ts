/**
 * People who register, log in and stay logged in, through programs as they should be written: what got no answer is
 * asked again, a refresh with the same token.
 */
import assert from "node:assert/strict";
import type { Answer } from "#harness/app";
import { execute } from "#harness/execute";
import { askAt } from "#harness/instance";
import type { SmtpHost } from "#harness/smtp-host";
import { until } from "#harness/until";
import { createPasswords } from "#platform/passwords";
import type { Mortal } from "./mortal.ts";
import { isFinal, patience } from "./stubborn-clients.ts";

export const password = "correct zebra battery staple";

/** A session as its owner's program holds it: only what was answered, and of the tokens only the newest. */
export type Held = { id: string; userId: string; accessToken: string; refreshToken: string };

type At = Pick<Mortal, "url" | "ended">;

export type Settled = { answer: Answer; attempts: number };

/** Asks until there is an answer that settles the matter. @throws when there is nobody left who could answer */
export async function insist(at: At, path: string, body: object): Promise<Settled> {
  for (let attempts = 1; ; attempts++) {
    at.ended.throwIfAborted();
    const answer = await askOnce(at, path, body);
    if (answer !== undefined && isFinal(answer)) return { answer, attempts };
    await backAgain(at);
  }
}

let knocking: Promise<unknown> | undefined;

/** One knocks for all: a server that is starting needs the processor more than they do. */
async function backAgain(at: At): Promise<void> {
  const isReady = async () => (await askAt(at.url, "GET", "/readyz", { signal: patience() })).status === 200;
  knocking ??= until("the server to be back", () => at.ended.aborted || isReady(), 60_000).finally(() => {
    knocking = undefined;
  });
  await knocking;
}

/** One attempt; undefined when the connection broke before there was an answer. */
export async function askOnce(at: At, path: string, body: object): Promise<Answer | undefined> {
  return await askAt(at.url, "POST", path, { body, signal: patience() }).catch(() => undefined);
}

/** People with accounts, as if they had registered long ago. @returns their addresses */
export async function seedPeople(at: Pick<Mortal, "adminUrl">, count: number): Promise<string[]> {
  const emails = Array.from({ length: count }, (_, n) => `person-${n}@people.example`);
  await execute(
    at.adminUrl,
    `with made as (insert into users (email, name) select email, 'Person' from unnest($1::text[]) email returning id)
     insert into passwords (user_id, hash) select id, $2 from made`,
    [emails, await createPasswords().hash(password)],
  );
  return emails;
}

export async function logIn(at: At, email: string): Promise<Held> {
  const { answer } = await insist(at, "/v1/auth/login", { email, password });
  assert.equal(answer.status, 200, `${email} could not log in: ${answer.text}`);
  return heldOf(answer);
}

/** The next tokens of the session. Whoever gets no answer shows the same token again. */
export async function refresh(at: At, held: Held): Promise<Settled> {
  const settled = await insist(at, "/v1/auth/refresh", { refresh_token: held.refreshToken });
  assert.equal(settled.answer.status, 200, `somebody honest was logged out: ${settled.answer.text}`);
  Object.assign(held, heldOf(settled.answer));
  return settled;
}

/** The text of the newest mail to an address, if one has come. */
export type Letterbox = (email: string) => string | undefined;

/** Registers, follows the link of the mail, and logs in. */
export async function join(at: At, letters: Letterbox, email: string): Promise<Held> {
  await register(at, email);
  await verify(at, await tokenIn(letters, email));
  return await logIn(at, email);
}

export async function register(at: At, email: string): Promise<void> {
  const { answer } = await insist(at, "/v1/auth/register", { email, password, name: "Person" });
  assert.equal(answer.status, 202, answer.text);
}

/** A link is good once: who asked twice and hears that it was used has the account. */
export async function verify(at: At, token: string): Promise<void> {
  const { answer, attempts } = await insist(at, "/v1/auth/verify_email", { token });
  const wasUsed = attempts > 1 && answer.json.code === "invalid_token";
  assert.ok(answer.status === 200 || wasUsed, answer.text);
}

/** Of the link in the newest mail to the address, once one has come. */
export async function tokenIn(letters: Letterbox, email: string): Promise<string> {
  const link = () => /[?&]token=([\w-]+)/.exec(letters(email) ?? "")?.[1];
  return await until(`a link to ${email}`, link, 90_000);
}

/** What an SMTP server has received. */
export const lettersAt =
  ({ received }: SmtpHost): Letterbox =>
  (email) =>
    received.findLast(({ to }) => to?.some(({ address }) => address === email))?.text;

export function heldOf({ json }: Answer): Held {
  const { session_id: id, access_token: accessToken, refresh_token: refreshToken, user } = json;
  return { id, userId: user.id, accessToken, refreshToken };
}
