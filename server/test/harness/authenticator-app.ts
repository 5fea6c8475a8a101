/** People with an authenticator app, and what they do with it. */
import assert from "node:assert/strict";
import { acceptedStep, totpCode, totpStep } from "../../src/modules/identity/totp.ts";
import type { Answer, TestApp } from "./app.ts";
import { password } from "./people.ts";

type Asks = { ask(method: string, path: string, ask?: { body: object }): Promise<Answer> };

export type App = {
  secret: string;
  recoveryCodes: string[];
  /** A code that was not used yet: of this step, or of the next. */
  code(now?: Date): string;
};

/** Enrols and confirms an app for whoever asks. */
export async function enrolApp(person: Asks, at?: Date): Promise<App> {
  const begun = await person.ask("POST", "/v1/me/totp");
  assert.equal(begun.status, 200, begun.text);
  const secret = begun.json.secret as string;
  const before = () => totpStep(at ?? new Date()) - 1;
  let used = before();
  const confirm = () => person.ask("POST", "/v1/me/totp/confirm", { body: { code: totpCode(secret, used) } });
  let confirmed = await confirm();
  if (confirmed.status === 401 && before() > used) {
    // on its way it became a code of long ago
    used = before();
    confirmed = await confirm();
  }
  assert.equal(confirmed.status, 200, confirmed.text);
  return {
    secret,
    recoveryCodes: confirmed.json.recovery_codes,
    code(now = new Date()) {
      used = Math.max(used + 1, totpStep(now) - 1);
      return totpCode(secret, used);
    },
  };
}

/** A code that is none of the secret's at this moment. */
export function wrongCode(secret: string, now = new Date()): string {
  for (let i = 0; ; i++) {
    const code = String(100_000 + i);
    if (acceptedStep(secret, code, now, null) === undefined) return code;
  }
}

/** The first step of a login. */
export async function mfaToken(t: Pick<TestApp, "ask">, email: string, phrase = password): Promise<string> {
  const answer = await t.ask("POST", "/v1/auth/login", { body: { email, password: phrase } });
  assert.equal(answer.json.code, "mfa_required", answer.text);
  return answer.json.mfa_token;
}
