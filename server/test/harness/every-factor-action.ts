/** One good request for every verb about how people prove who they are. */
import { generateSync } from "otplib";
import type { TestApp } from "./app.ts";
import type { Requested } from "./every-action.ts";
import { password, type TestPerson, testPerson } from "./people.ts";
import { type Device, softwareAuthenticator } from "./software-authenticator.ts";

/** Where an application of the tests says that people reach it. */
const origin = "http://localhost:3000";

export const factorRequests: Record<string, Requested> = {
  "auth.step_up": async (_s, t) => asked(await testPerson(t), "/v1/auth/step_up", { password }),
  "me.enrol_totp": async (_s, t) => asked(await testPerson(t), "/v1/me/totp"),
  "me.confirm_totp": async (_s, t) => {
    const person = await testPerson(t);
    const { secret } = await done(person, "/v1/me/totp");
    return asked(person, "/v1/me/totp/confirm", { code: generateSync({ secret }) });
  },
  "me.remove_totp": async (_s, t) => ({
    method: "DELETE",
    path: "/v1/me/totp",
    key: (await withTotp(t)).person.token,
  }),
  "me.renew_recovery_codes": async (_s, t) => asked((await withTotp(t)).person, "/v1/me/recovery_codes"),
  "auth.login_totp": async (_s, t) => {
    const { person, codes } = await withTotp(t);
    const body = { email: person.email, password };
    const { mfa_token } = (await t.ask("POST", "/v1/auth/login", { body })).json;
    return { method: "POST", path: "/v1/auth/login/totp", body: { mfa_token, recovery_code: codes[0] } };
  },
  "passkeys.offer": async (_s, t) => asked(await testPerson(t), "/v1/me/passkeys/options"),
  "passkeys.create": async (_s, t) => {
    const person = await testPerson(t);
    return asked(person, "/v1/me/passkeys", await answered(person, softwareAuthenticator(origin)));
  },
  "passkeys.delete": async (_s, t) => {
    const { person, id } = await withPasskey(t);
    return { method: "DELETE", path: `/v1/me/passkeys/${id}`, key: person.token };
  },
  "auth.offer_passkey_proof": async (_s, t) =>
    asked((await withPasskey(t)).person, "/v1/auth/step_up/passkey/options"),
  "auth.offer_passkey": async () => ({ method: "POST", path: "/v1/auth/login/passkey/options" }),
  "auth.login_passkey": async (_s, t) => {
    const { device } = await withPasskey(t);
    const { challenge_token, options } = (await t.ask("POST", "/v1/auth/login/passkey/options")).json;
    const body = { challenge_token, response: device.use(options) };
    return { method: "POST", path: "/v1/auth/login/passkey", body };
  },
};

function asked({ token }: TestPerson, path: string, body?: object) {
  return { method: "POST", path, key: token, ...(body === undefined ? {} : { body }) };
}

async function done(person: TestPerson, path: string, body?: object) {
  const answer = await person.ask("POST", path, body === undefined ? {} : { body });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.json;
}

/** Somebody with an authenticator app, and their recovery codes. */
export async function withTotp(t: TestApp): Promise<{ person: TestPerson; codes: string[] }> {
  const person = await testPerson(t);
  const { secret } = await done(person, "/v1/me/totp");
  const { recovery_codes: codes } = await done(person, "/v1/me/totp/confirm", {
    code: generateSync({ secret }),
  });
  return { person, codes };
}

export async function withPasskey(t: TestApp): Promise<{ person: TestPerson; device: Device; id: string }> {
  const person = await testPerson(t);
  const device = softwareAuthenticator(origin);
  const { id } = await done(person, "/v1/me/passkeys", await answered(person, device));
  return { person, device, id };
}

/** What the browser would send for a new passkey on this device. */
export async function answered(person: TestPerson, device: Device) {
  const { challenge_token, options } = await done(person, "/v1/me/passkeys/options");
  return { challenge_token, response: device.make(options), name: "A device" };
}
