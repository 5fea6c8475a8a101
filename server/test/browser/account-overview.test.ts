import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { addVirtualAuthenticator, browserTest } from "#harness/browser";
import { until } from "#harness/until";
import { type Answers, accountSite, callsOf, fakeApi, problem } from "./account.fixture.ts";
import { lifeOfAda, recoveryCodes } from "./account-ada.fixture.ts";

const site = await accountSite();
const signedOut = problem(401, "unauthenticated", "The session has ended.");
const tired = problem(403, "step_up_required", "Prove again that it is you.", {
  methods: ["password", "totp"],
});
const proven = { json: { authenticated_at: "2026-11-21T08:00:00Z", fresh_for: 600 } };

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const sure = (page: Page, yes: string) => page.locator("#sure").getByRole("button", { name: yes }).click();

async function open(page: Page, answers: Answers) {
  const asked = await fakeApi(page, { ...lifeOfAda(), ...answers });
  await page.goto(`${site}/account`);
  return asked;
}

browserTest("whoever is not signed in is led to sign in, and back to where they were", async ({ page }) => {
  await fakeApi(page, {});
  await page.goto(`${site}/account#passkeys`);
  await page.waitForURL(`${site}/account/login?next=%2Faccount%23passkeys`);
});

browserTest("a session that ends in between leads to sign in as well", async ({ page }) => {
  await open(page, { "POST /v1/me/profile": signedOut });
  await page.locator("#profile").getByLabel("Name").fill("Ada");
  await press(page, "Save the name");
  await page.waitForURL(`${site}/account/login?next=%2Faccount`);
});

browserTest(
  "an account that cannot be read can be asked for again; so can each of its lists",
  async ({ page }) => {
    const life = lifeOfAda();
    const broken = { status: 503 };
    await open(page, {
      "GET /v1/me": [broken, life["GET /v1/me"] as object],
      "GET /v1/me/passkeys": [broken, life["GET /v1/me/passkeys"] as object],
    });
    await page.getByRole("heading", { name: "Your account cannot be shown" }).waitFor();
    await press(page, "Try again");
    await page.getByRole("heading", { name: "Your account", exact: true }).waitFor();
    await page.locator("#passkeys").getByText("Something went wrong on our side.").waitFor();
    await page.locator("#passkeys").getByRole("button", { name: "Try again" }).click();
    await page.locator("#passkeys").getByText("Safari on iPhone", { exact: true }).first().waitFor();
  },
);

browserTest("names that are made of HTML stay text", async ({ page }) => {
  const trap = `<img src=x onerror="document.title='caught'">`;
  await open(page, {
    "GET /v1/me/passkeys": {
      json: { data: [{ id: "1", name: trap, created_at: "2026-11-21T08:00:00Z", last_used_at: null }] },
    },
  });
  await page.locator("#passkeys strong").getByText(trap).waitFor();
  assert.match(await page.title(), /^Your account/);
});

browserTest(
  "name and address are saved, and the new address is told to look into its mail",
  async ({ page }) => {
    const asked = await open(page, {
      "POST /v1/me/profile": { json: {} },
      "POST /v1/me/email": [tired, { status: 202, json: {} }],
      "POST /v1/auth/step_up": proven,
    });
    await page.locator("#profile").getByLabel("Name").fill("Ada King");
    await press(page, "Save the name");
    await page.getByText("Your name is saved.").waitFor();
    await page.getByLabel("E-mail").fill("ada@example.org");
    await press(page, "Change the address");
    await page.getByLabel("Code from your authenticator app").waitFor({ state: "visible" });
    await press(page, "Use the password instead");
    await page.getByLabel("Your password").fill("four words nobody guesses");
    await press(page, "Confirm");
    await page.getByText("We have sent a link to ada@example.org.").waitFor();
    assert.deepEqual(callsOf(asked, "POST /v1/auth/step_up")[0]?.body, {
      password: "four words nobody guesses",
    });
    assert.equal(callsOf(asked, "POST /v1/me/email").length, 2);
  },
);

browserTest(
  "a wrong proof is told in the dialog; leaving it does nothing and says nothing",
  async ({ page }) => {
    const asked = await open(page, {
      "POST /v1/me/totp": tired,
      "POST /v1/auth/step_up": problem(401, "invalid_credentials", "That was not right."),
    });
    await press(page, "Set it up");
    await page.getByLabel("Code from your authenticator app").fill("000000");
    await press(page, "Confirm");
    await page.getByText("That was not right.").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#proof").waitFor({ state: "hidden" });
    await until("the button to be free again", async () => {
      return (await page.locator("#totp-begin").getAttribute("aria-disabled")) === null;
    });
    assert.equal(callsOf(asked, "POST /v1/me/totp").length, 1);
    assert.equal(await page.locator("#two-factor-message").textContent(), "");
  },
);

browserTest("a proof by passkey", async ({ page }) => {
  const asked = await open(page, {
    "POST /v1/me/totp": [
      problem(403, "step_up_required", "Prove it.", { methods: ["passkey"] }),
      lifeOfAda()["POST /v1/me/totp"] as object,
    ],
    "POST /v1/auth/step_up/passkey/options": {
      json: { challenge_token: "t", options: { challenge: "AAAAAAAAAAAAAAAAAAAAAA", rpId: "localhost" } },
    },
    "POST /v1/auth/step_up": proven,
  });
  await addVirtualAuthenticator(page);
  await page.evaluate(`navigator.credentials.create({ publicKey: { challenge: new Uint8Array(16),
    rp: { id: "localhost", name: "Plinth" }, user: { id: new Uint8Array([1]), name: "a", displayName: "A" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    authenticatorSelection: { residentKey: "required" } } }).then(() => 1)`);
  await press(page, "Set it up");
  await press(page, "Use a passkey");
  await page.getByText("Scan this with your authenticator app").waitFor();
  assert.equal(callsOf(asked, "POST /v1/auth/step_up")[0]?.body?.challenge_token, "t");
});

browserTest(
  "two-factor sign-in: scanned, confirmed, its codes kept; later renewed and turned off",
  async ({ page }) => {
    const [off, on] = [lifeOfAda(false)["GET /v1/me"], lifeOfAda(true)["GET /v1/me"]] as object[];
    assert(off !== undefined && on !== undefined);
    const asked = await open(page, {
      "GET /v1/me": [off, on, on, off],
      "POST /v1/me/totp/confirm": [
        problem(422, "invalid", "No.", {
          errors: [{ pointer: "/code", code: "invalid_code", detail: "This code is not right." }],
        }),
        lifeOfAda()["POST /v1/me/totp/confirm"] as object,
      ],
      "POST /v1/me/recovery_codes": { json: { recovery_codes: ["new-1", "new-2"] } },
      "DELETE /v1/me/totp": { status: 204 },
    });
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await press(page, "Set it up");
    await page.getByText("JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP").waitFor();
    await until("the QR code", () => page.evaluate("document.getElementById('totp-qr').naturalWidth > 0"));
    await page.getByLabel("Code from the app").fill("111111");
    await press(page, "Turn it on");
    await page.getByText("This code is not right.").waitFor();
    await page.getByLabel("Code from the app").fill("123 456");
    await press(page, "Turn it on");
    await page.getByRole("heading", { name: "Keep these recovery codes" }).waitFor();
    assert.deepEqual(await page.locator("#codes li").allTextContents(), recoveryCodes);
    assert.deepEqual(callsOf(asked, "POST /v1/me/totp/confirm")[1]?.body, { code: "123456" });

    await press(page, "Copy");
    await page.getByText("The codes are copied.").waitFor();
    assert.equal(await page.evaluate("navigator.clipboard.readText()"), recoveryCodes.join("\n"));
    const download = page.waitForEvent("download");
    await press(page, "Download");
    const file = await (await download).path();
    assert.deepEqual((await readFile(file, "utf8")).trim().split("\n").slice(2), recoveryCodes);

    await press(page, "I have kept them");
    await page.getByText("8 of your recovery codes are left.").waitFor();
    assert.equal(await page.locator("#codes li").count(), 0);
    assert.equal(await page.getByText("JBSW").count(), 0);

    await press(page, "New recovery codes");
    await sure(page, "Make new ones");
    await page.getByText("new-2").waitFor();
    await press(page, "I have kept them");
    await press(page, "Turn it off");
    await sure(page, "Turn it off");
    await page.getByText("Two-factor sign-in is off.").waitFor();
    await page.getByRole("button", { name: "Set it up" }).waitFor();
  },
);

browserTest("a passkey is added under a name, and removed after a second thought", async ({ page }) => {
  const asked = await open(page, {
    "POST /v1/me/passkeys/options": {
      json: {
        challenge_token: "t",
        options: {
          challenge: "AAAAAAAAAAAAAAAAAAAAAA",
          rp: { id: "localhost", name: "Plinth" },
          user: { id: "AQID", name: "ada@example.com", displayName: "Ada" },
          pubKeyCredParams: [{ type: "public-key", alg: -7 }],
          authenticatorSelection: { residentKey: "required", userVerification: "required" },
          excludeCredentials: [{ type: "public-key", id: "AAAA" }],
        },
      },
    },
    "POST /v1/me/passkeys": { status: 201, json: {} },
    "DELETE /v1/me/passkeys/31": { status: 204 },
  });
  const authenticator = await addVirtualAuthenticator(page);
  assert.equal(await page.getByLabel("Name of the new one").inputValue(), "Chrome on Linux");
  await page.getByLabel("Name of the new one").fill("My key");
  await press(page, "Add a passkey");
  await page.getByText("The passkey is added.").waitFor();
  assert.equal(await authenticator.count(), 1);
  const body = callsOf(asked, "POST /v1/me/passkeys")[0]?.body;
  assert.equal(body?.name, "My key");
  assert.equal(body?.challenge_token, "t");
  assert.match(JSON.stringify(body?.response), /"attestationObject":"[\w-]{100,}"/);

  const remove = page.getByRole("button", { name: "Remove Safari on iPhone" });
  await remove.click();
  await sure(page, "Cancel");
  assert.equal(callsOf(asked, "DELETE /v1/me/passkeys/31").length, 0);
  await remove.click();
  await sure(page, "Remove it");
  await page.getByText("The passkey is removed.").waitFor();
  assert.equal(callsOf(asked, "DELETE /v1/me/passkeys/31").length, 1);
});

browserTest(
  "devices: this one first and without a button; one is ended, then all others",
  async ({ page }) => {
    const asked = await open(page, {
      "DELETE /v1/me/sessions/23": { status: 204 },
      "POST /v1/me/sessions/end_all": { status: 204 },
    });
    const rows = page.locator("#sessions li");
    await rows.first().waitFor();
    assert.match((await rows.first().textContent()) ?? "", /^Firefox on Linux this device/);
    assert.equal(await rows.first().getByRole("button").count(), 0);
    await page.getByRole("button", { name: "Sign out Safari on iPhone" }).click();
    await page.getByText("The device is signed out.").waitFor();
    await press(page, "Sign out everywhere else");
    await sure(page, "Sign them out");
    await page.getByText("All other devices are signed out.").waitFor();
    assert.deepEqual(callsOf(asked, "POST /v1/me/sessions/end_all")[0]?.body, { keep_current: true });
  },
);

browserTest("the password is changed; without one, none is asked for", async ({ page }) => {
  const asked = await open(page, { "POST /v1/me/password": { status: 204 } });
  await page.getByLabel("Current password", { exact: true }).fill("old");
  await page.getByLabel("New password", { exact: true }).fill("four words nobody guesses");
  await press(page, "Save the password");
  await page.getByText("Your password is changed.").waitFor();
  assert.deepEqual(callsOf(asked, "POST /v1/me/password")[0]?.body, {
    current_password: "old",
    new_password: "four words nobody guesses",
  });
});

browserTest("the security log speaks in words, and says what was refused", async ({ page }) => {
  await open(page, {});
  const rows = page.locator("#security-log li");
  await rows.first().waitFor();
  const said = (await rows.allTextContents()).map((text) => text.replaceAll(/\s+/g, " "));
  assert.match(said[0] ?? "", /^Sign-in with a password Firefox on Linux, 192\.0\.2\.4/);
  assert.match(said[1] ?? "", /^Passkey removed refused ?Safari on iPhone, 198\.51\.100\.7/);
});
