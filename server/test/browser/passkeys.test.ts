/** Passkeys in a real browser, against the real application: only the device is made up, by the browser itself. */
import assert from "node:assert/strict";
import { testApp } from "#harness/app";
import { addVirtualAuthenticator, browserTest } from "#harness/browser";
import { testPerson } from "#harness/people";

const t = await testApp({ forBrowser: true });

browserTest("a passkey is made, logs in without a name, and is good for nobody else", async ({ page }) => {
  const ada = await testPerson(t);
  await page.goto(`${t.url}/account/login?next=/account/forgot`);
  const device = await addVirtualAuthenticator(page);
  const offer = await ada.ask("POST", "/v1/me/passkeys/options");
  const made = await page.evaluate(
    `navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(offer.json.options)}) })
       .then((credential) => credential.toJSON())`,
  );
  const body = { challenge_token: offer.json.challenge_token, response: made, name: "Chromium" };
  const added = await ada.ask("POST", "/v1/me/passkeys", { body });
  assert.equal(added.status, 201, added.text);
  assert.equal(await device.count(), 1);

  // the page itself, from the button to the cookie
  const answered = page.waitForResponse(`${t.url}/v1/auth/login/passkey`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  assert.equal((await answered).status(), 200);
  await page.waitForURL(`${t.url}/account/forgot`);
  const me = await page.context().request.get(`${t.url}/v1/me`);
  assert.equal((await me.json()).actor.id, ada.id);
  const cookies = await page.context().cookies();
  assert.ok(cookies.some(({ name, httpOnly }) => name === "plinth_session" && httpOnly));

  const again = await ada.ask("POST", "/v1/me/passkeys/options");
  const refused = await page.evaluate(
    `navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(again.json.options)}) })
       .then(() => "made", ({ name }) => name)`,
  );
  assert.equal(refused, "InvalidStateError", "the device knows that it holds one already");
  await device.remove();
});
