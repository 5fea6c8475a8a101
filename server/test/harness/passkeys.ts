/** Passkeys for tests, made and used over HTTP as a browser would, on a device that lies when told to. */
import assert from "node:assert/strict";
import type { Answer, TestApp } from "./app.ts";
import type { TestPerson } from "./people.ts";
import { type Device, type DeviceLies, softwareAuthenticator } from "./software-authenticator.ts";

/** Where an application of the tests says that people reach it. */
export const origin = "http://localhost:3000";

/** The answer to adding a passkey from this device. */
export async function addFrom(person: TestPerson, device: Device, lies: DeviceLies = {}): Promise<Answer> {
  const { challenge_token, options } = await offered(person.ask("POST", "/v1/me/passkeys/options"));
  const body = { challenge_token, response: device.make(options, lies), name: "A device" };
  return await person.ask("POST", "/v1/me/passkeys", { body });
}

/** A device whose passkey the person has, with the passkey's id. */
export async function withPasskey(
  person: TestPerson,
  wish: { counts?: boolean } = {},
): Promise<{ device: Device; id: string }> {
  const device = softwareAuthenticator(origin, wish);
  const added = await addFrom(person, device);
  assert.equal(added.status, 201, added.text);
  return { device, id: added.json.id };
}

/** What a login with the device would send. */
export async function loginBody(t: TestApp, device: Device, lies: DeviceLies = {}): Promise<object> {
  const { challenge_token, options } = await offered(t.ask("POST", "/v1/auth/login/passkey/options"));
  return { challenge_token, response: device.use(options, lies) };
}

export async function logInFrom(t: TestApp, device: Device, lies: DeviceLies = {}): Promise<Answer> {
  return await t.ask("POST", "/v1/auth/login/passkey", { body: await loginBody(t, device, lies) });
}

// biome-ignore lint/suspicious/noExplicitAny: options as the browser takes them, looked into by name
export async function offered(asked: Promise<Answer>): Promise<{ challenge_token: string; options: any }> {
  const answer = await asked;
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
