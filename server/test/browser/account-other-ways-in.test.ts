import assert from "node:assert/strict";
import { addVirtualAuthenticator, browserTest } from "#harness/browser";
import { accountSite, callsOf, fakeApi, problem } from "./account.fixture.ts";
import { mfaRequired, oneProvider } from "./account-ada.fixture.ts";

const site = await accountSite();

const passkeyOptions = {
  challenge_token: "the challenge",
  options: { challenge: "AAAAAAAAAAAAAAAAAAAAAA", rpId: "localhost", userVerification: "required" },
};
const makePasskey = `navigator.credentials.create({ publicKey: {
  challenge: new Uint8Array(16), rp: { id: "localhost", name: "Plinth" },
  user: { id: new Uint8Array([1, 2, 3]), name: "ada", displayName: "Ada" },
  pubKeyCredParams: [{ type: "public-key", alg: -7 }],
  authenticatorSelection: { residentKey: "required" } } }).then(({ id }) => id)`;

for (const old of [false, true]) {
  const kind = old ? "an older browser, without translation of its own" : "a browser of today";
  browserTest(`a passkey signs in: ${kind}`, async ({ page }) => {
    if (old) {
      await page.addInitScript(
        "delete PublicKeyCredential.parseRequestOptionsFromJSON; delete PublicKeyCredential.prototype.toJSON;",
      );
    }
    const asked = await fakeApi(page, {
      "POST /v1/auth/login/passkey/options": { json: passkeyOptions },
      "POST /v1/auth/login/passkey": { json: {} },
    });
    await page.goto(`${site}/account/login`);
    await addVirtualAuthenticator(page);
    const id = await page.evaluate(makePasskey);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL(`${site}/account`);
    const body = callsOf(asked, "POST /v1/auth/login/passkey")[0]?.body;
    assert.equal(body?.challenge_token, "the challenge");
    assert.equal(body?.session, "cookie");
    const response = body?.response as { id: string; type: string; response: Record<string, string> };
    assert.equal(response.id, id);
    assert.equal(response.type, "public-key");
    assert.equal(response.response.userHandle, "AQID");
    const { challenge, origin } = JSON.parse(atob(response.response.clientDataJSON ?? ""));
    assert.deepEqual({ challenge, origin }, { challenge: "AAAAAAAAAAAAAAAAAAAAAA", origin: site });
  });
}

browserTest("a passkey that is not used is no drama", async ({ page }) => {
  await fakeApi(page, { "POST /v1/auth/login/passkey/options": { json: passkeyOptions } });
  await page.goto(`${site}/account/login`);
  await page.evaluate(
    "navigator.credentials.get = () => Promise.reject(new DOMException('by its person', 'NotAllowedError'))",
  );
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("The passkey was not used.").waitFor();
});

browserTest(
  "another provider: away to it, back with its answer, on to where one wanted to go",
  async ({ page }) => {
    const asked = await fakeApi(page, {
      ...oneProvider,
      "POST /v1/auth/login/oauth/example": {
        json: { authorization_url: `${site}/elsewhere?client_id=plinth` },
      },
      "POST /v1/auth/login/oauth/example/callback": { json: {} },
    });
    await page.goto(`${site}/account/login?next=/docs`);
    await page.getByRole("button", { name: "Continue with Example" }).click();
    await page.waitForURL(`${site}/elsewhere?client_id=plinth`);
    await page.goto(
      `${site}/account/callback/example?code=the-code&state=the-state&iss=https%3A%2F%2Fissuer.test`,
    );
    await page.waitForURL(`${site}/docs`);
    assert.deepEqual(callsOf(asked, "POST /v1/auth/login/oauth/example")[0]?.body, { session: "cookie" });
    assert.deepEqual(callsOf(asked, "POST /v1/auth/login/oauth/example/callback")[0]?.body, {
      code: "the-code",
      state: "the-state",
      iss: "https://issuer.test",
    });
  },
);

browserTest("an address of another kind than the web is not followed", async ({ page, complaints }) => {
  await fakeApi(page, {
    ...oneProvider,
    "POST /v1/auth/login/oauth/example": {
      json: { authorization_url: "javascript:document.title='led astray'" },
    },
  });
  await page.goto(`${site}/account/login`);
  await page.getByRole("button", { name: "Continue with Example" }).click();
  await page.getByText("Something went wrong on our side.").waitFor();
  assert.match(await page.title(), /^Sign in/);
  assert.deepEqual(complaints.splice(0), ["error: not an address of the web"]);
});

browserTest(
  "coming back, the provider's answer leaves the address, and a second factor is asked for",
  async ({ page }) => {
    await fakeApi(page, {
      "POST /v1/auth/login/oauth/example/callback": mfaRequired,
      "POST /v1/auth/login/totp": { json: {} },
    });
    await page.goto(`${site}/account/callback/example?code=c&state=s`);
    await page.getByRole("heading", { name: "Enter your code" }).waitFor();
    assert.equal(page.url(), `${site}/account/callback/example`);
    await page.getByLabel("Code from the app").fill("123456");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(`${site}/account`);
  },
);

browserTest(
  "coming back with a refusal, with half an answer, or to a server that says no: words and a way back",
  async ({ page }) => {
    await fakeApi(page, {
      "POST /v1/auth/login/oauth/example/callback": problem(
        400,
        "invalid_callback",
        "This answer is not for you.",
      ),
    });
    const said: [string, string][] = [
      ["?error=access_denied&error_description=%3Cb%3Ecall+0900%3C/b%3E", "did not confirm who you are"],
      ["?state=s", "The answer of the other side is incomplete."],
      ["?code=c&state=s", "This answer is not for you."],
    ];
    for (const [query, text] of said) {
      await page.goto(`${site}/account/callback/example${query}`);
      await page.getByText(text).waitFor();
      assert.equal(await page.getByText("0900").count(), 0);
      assert.equal(await page.getByRole("link", { name: "Back" }).getAttribute("href"), "/account/login");
    }
  },
);
