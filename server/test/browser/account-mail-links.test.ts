/** Registering, and the pages that mails lead to. Their tokens are secrets, and leave the address bar at once. */
import assert from "node:assert/strict";
import { browserTest } from "#harness/browser";
import { accountSite, callsOf, fakeApi, problem } from "./account.fixture.ts";

const site = await accountSite();
const linkIsOld = problem(422, "invalid_token", "This link was used already, or is too old.");
const preview = {
  json: {
    organization_name: "Nordwind",
    email: "ada@example.com",
    role: "sales",
    expires_at: "2026-12-01T10:00:00Z",
  },
};

browserTest(
  "registering leads to the mail, which can be had again",
  async ({ page }) => {
    const asked = await fakeApi(page, {
      "POST /v1/auth/register": { status: 202, json: { email: "ada@example.com" } },
    });
    await page.goto(`${site}/account/register`);
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("  correct horse battery ");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Check your mail" }).waitFor();
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Check your mail");
    await page.getByRole("button", { name: "Send the link again" }).click();
    await page.getByText("Another link is on its way to ada@example.com.").waitFor();
    const wish = {
      name: "Ada Lovelace",
      email: "ada@example.com",
      // not one character of a password is touched
      password: "  correct horse battery ",
      locale: "de-DE",
    };
    const calls = callsOf(asked, "POST /v1/auth/register").map(({ body }) => body);
    assert.deepEqual(calls, [wish, wish]);
  },
  { locale: "de-DE" },
);

browserTest(
  "what the server has against a field stands at that field, the rest above the button",
  async ({ page }) => {
    const weak = "This password is among the first that are tried.";
    await fakeApi(page, {
      "POST /v1/auth/register": problem(422, "invalid", "2 mistakes.", {
        errors: [
          { pointer: "/password", code: "weak", detail: weak },
          { pointer: "/locale", code: "invalid", detail: "There is no such language." },
        ],
      }),
    });
    await page.goto(`${site}/account/register`);
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("password");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.locator("#password-wrong").getByText(weak).waitFor();
    assert.equal(await page.evaluate("document.activeElement.id"), "password");
    assert.equal(await page.getByRole("alert").first().textContent(), "There is no such language.");
  },
);

browserTest("an address is confirmed by a person, not by whoever opens the link", async ({ page }) => {
  const asked = await fakeApi(page, {
    "POST /v1/auth/verify_email": {
      json: { email: "ada@example.com", verified_at: "2026-11-21T08:00:00Z", password: "set" },
    },
  });
  await page.goto(`${site}/account/verify?token=the-token`);
  const confirm = page.getByRole("button", { name: "Confirm my address" });
  await confirm.waitFor();
  assert.equal(page.url(), `${site}/account/verify`);
  assert.deepEqual(asked, []);
  await confirm.click();
  await page.getByText("ada@example.com is now the address of your account.").waitFor();
  assert.deepEqual(callsOf(asked, "POST /v1/auth/verify_email")[0]?.body, { token: "the-token" });
});

browserTest(
  "where passwords differ, a person hears why and how they choose their password",
  async ({ page }) => {
    await fakeApi(page, {
      "POST /v1/auth/verify_email": {
        json: { email: "ada@example.com", verified_at: "2026-11-21T08:00:00Z", password: "missing" },
      },
    });
    await page.goto(`${site}/account/verify?token=the-token`);
    await page.getByRole("button", { name: "Confirm my address" }).click();
    await page.getByRole("heading", { name: "One more mail: choose your password" }).waitFor();
    await page.getByText("was asked for more than once, with different passwords.").waitFor();
    await page.getByRole("link", { name: "Send me another link" }).click();
    await page.waitForURL(`${site}/account/forgot`);
  },
);

browserTest("a link that is old says so, and how to go on", async ({ page }) => {
  await fakeApi(page, { "POST /v1/auth/verify_email": linkIsOld });
  await page.goto(`${site}/account/verify?token=old`);
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await page.getByText("This link was used already, or is too old.").waitFor();
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.waitForURL(`${site}/account/register`);
});

browserTest("a lost connection does not make a good link a bad one", async ({ page }) => {
  await fakeApi(page, { "POST /v1/auth/verify_email": "offline" });
  await page.goto(`${site}/account/verify?token=good`);
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await page.getByText("The server cannot be reached.").waitFor();
  assert(await page.getByRole("button", { name: "Confirm my address" }).isVisible());
});

browserTest(
  "a forgotten password: the page says the same whether or not there is an account",
  async ({ page }) => {
    await fakeApi(page, {
      "POST /v1/auth/password/forgot": { status: 202, json: { email: "ada@example.com" } },
    });
    await page.goto(`${site}/account/forgot`);
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByRole("button", { name: "Send me a link" }).click();
    await page.getByText("If there is an account for ada@example.com").waitFor();
  },
);

browserTest("a new password: first refused, then taken", async ({ page }) => {
  const asked = await fakeApi(page, {
    "POST /v1/auth/password/reset": [
      problem(422, "invalid", "Not this one.", {
        errors: [{ pointer: "/password", code: "weak", detail: "Too short." }],
      }),
      { status: 204 },
    ],
  });
  await page.goto(`${site}/account/reset?token=the-token`);
  await page.waitForURL(`${site}/account/reset`);
  const password = page.getByLabel("New password", { exact: true });
  await password.fill("short");
  await password.press("Enter");
  await page.getByText("Too short.").waitFor();
  await password.fill("four words nobody guesses");
  await password.press("Enter");
  await page.getByRole("heading", { name: "Your password is changed" }).waitFor();
  const bodies = callsOf(asked, "POST /v1/auth/password/reset").map(({ body }) => body);
  assert.deepEqual(bodies[1], { token: "the-token", password: "four words nobody guesses" });
});

browserTest("a link to a new password that is old leads to a new link", async ({ page }) => {
  await fakeApi(page, { "POST /v1/auth/password/reset": linkIsOld });
  await page.goto(`${site}/account/reset?token=old`);
  await page.getByLabel("New password", { exact: true }).fill("four words nobody guesses");
  await page.getByRole("button", { name: "Save the password" }).click();
  await page.getByText("This link was used already, or is too old.").waitFor();
  await page.getByRole("link", { name: "Ask for a new link" }).click();
  await page.waitForURL(`${site}/account/forgot`);
});

browserTest(
  "invited without an account: register with the invited address, confirm it, sign in, accept",
  async ({ page }) => {
    const asked = await fakeApi(page, {
      "POST /v1/invitations/preview": preview,
      "POST /v1/auth/register": { status: 202, json: { email: "ada@example.com" } },
      "POST /v1/auth/login": { json: {} },
      "GET /v1/me": [
        problem(401, "unauthenticated", "Sign in."),
        problem(401, "unauthenticated", "Sign in."),
        { json: { user: { email: "ada@example.com" } } },
      ],
      "POST /v1/invitations/accept": { json: { organization_id: "1", role: "sales" } },
    });
    await page.goto(`${site}/account/invitation?token=the-invitation`);
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByText("You are invited to join Nordwind.").waitFor();
    assert.equal(await page.getByLabel("E-mail").inputValue(), "ada@example.com");
    assert.equal(await page.getByLabel("E-mail").getAttribute("readonly"), "");
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Password", { exact: true }).fill("four words nobody guesses");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Check your mail" }).waitFor();
    await page.getByRole("link", { name: "sign in to join Nordwind" }).click();
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByLabel("Password", { exact: true }).fill("four words nobody guesses");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    await page.getByRole("heading", { name: "Welcome to Nordwind" }).waitFor();
    assert.deepEqual(callsOf(asked, "POST /v1/invitations/accept")[0]?.body, { token: "the-invitation" });
    assert.equal(await page.evaluate("sessionStorage.length"), 0);
    assert(!page.url().includes("the-invitation"));
  },
);

browserTest(
  "who was invited and confirms the address in the same tab is led to the invitation",
  async ({ page }) => {
    await fakeApi(page, {
      "POST /v1/invitations/preview": preview,
      "POST /v1/auth/verify_email": { json: { email: "ada@example.com", password: "set" } },
      "GET /v1/me": problem(401, "unauthenticated", "Sign in."),
    });
    await page.goto(`${site}/account/invitation?token=the-invitation`);
    await page.getByRole("link", { name: "Create an account" }).waitFor();
    await page.goto(`${site}/account/verify?token=the-token`);
    await page.getByRole("button", { name: "Confirm my address" }).click();
    await page.getByText("is now the address of your account.").waitFor();
    assert.equal(await page.getByText("Were you invited to an organization?").isVisible(), false);
    await page.getByRole("link", { name: "Continue" }).click();
    await page.getByRole("link", { name: "I have an account already" }).waitFor();
    assert.equal(page.url(), `${site}/account/invitation`);
  },
);

browserTest(
  "an invitation that is for somebody else says so, and lets one change who one is",
  async ({ page }) => {
    await fakeApi(page, {
      "POST /v1/invitations/preview": preview,
      "GET /v1/me": [
        { json: { user: { email: "grace@example.com" } } },
        problem(401, "unauthenticated", "Sign in."),
      ],
      "POST /v1/invitations/accept": problem(403, "forbidden", "The invitation is for another address."),
      "POST /v1/auth/logout": { status: 204 },
    });
    await page.goto(`${site}/account/invitation?token=the-invitation`);
    await page.getByText("You are signed in as grace@example.com.").waitFor();
    await page.getByRole("button", { name: "Accept the invitation" }).click();
    await page.getByText("The invitation is for another address.").waitFor();
    await page.getByRole("button", { name: "Sign in as somebody else" }).click();
    await page.waitForURL(`${site}/account/login?next=/account/invitation`);
  },
);

browserTest("an invitation that was withdrawn is told as such", async ({ page }) => {
  await fakeApi(page, { "POST /v1/invitations/preview": linkIsOld });
  await page.goto(`${site}/account/invitation?token=old`);
  await page.getByText("This link was used already, or is too old.").waitFor();
  await page.getByText("Whoever invited you can send a new one.").waitFor();
});

browserTest("signing in and registering keep where one wanted to go", async ({ page }) => {
  await fakeApi(page, {});
  await page.goto(`${site}/account/login?next=/docs`);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.waitForURL(`${site}/account/register?next=%2Fdocs`);
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.waitForURL(`${site}/account/login?next=%2Fdocs`);
});
