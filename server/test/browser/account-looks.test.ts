/** Every page, in the states that people meet: accessible in light and dark, and never wider than a phone. */
import type { Page } from "playwright-core";
import { assertAccessible, assertNoSidewaysScroll, browserTest, shoot } from "#harness/browser";
import { type Answers, accountSite, fakeApi, problem } from "./account.fixture.ts";
import { lifeOfAda, mfaRequired, oneProvider } from "./account-ada.fixture.ts";

type Look = {
  name: string;
  path: string;
  answers?: Answers;
  act?: (page: Page) => Promise<void>;
  see: string;
};

const press = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click();
const fillIn = async (page: Page, values: Record<string, string>) => {
  for (const [label, value] of Object.entries(values))
    await page.getByLabel(label, { exact: true }).fill(value);
};
const preview = {
  json: {
    organization_name: "Nordwind Handels GmbH",
    email: "ada@example.com",
    role: "sales",
    expires_at: "2026-12-01T10:00:00Z",
  },
};
const toBuy = { json: { ...preview.json, role: "buyer" } };
const tired = problem(403, "step_up_required", "Prove again that it is you.", {
  methods: ["passkey", "totp", "password"],
});

const looks: Look[] = [
  { name: "login", path: "login", answers: oneProvider, see: "Continue with Example" },
  {
    name: "login refused",
    path: "login",
    answers: {
      "POST /v1/auth/login": problem(401, "invalid_credentials", "The e-mail or the password is not right."),
    },
    async act(page) {
      await fillIn(page, { "E-mail": "ada@example.com", Password: "wrong" });
      await press("Sign in")(page);
    },
    see: "The e-mail or the password is not right.",
  },
  {
    name: "login second factor",
    path: "login",
    answers: { "POST /v1/auth/login": mfaRequired },
    async act(page) {
      await fillIn(page, { "E-mail": "ada@example.com", Password: "right" });
      await press("Sign in")(page);
    },
    see: "Enter your code",
  },
  { name: "register", path: "register", see: "Create an account" },
  { name: "register empty", path: "register", act: press("Create account"), see: "Please fill this in." },
  {
    name: "register invited",
    path: "register?invitation=t",
    answers: { "POST /v1/invitations/preview": preview },
    see: "Nordwind Handels GmbH",
  },
  { name: "verify", path: "verify?token=t", see: "Confirm your e-mail" },
  { name: "verify without token", path: "verify", see: "This link does not work" },
  {
    name: "verify without password",
    path: "verify?token=t",
    answers: {
      "POST /v1/auth/verify_email": {
        json: { email: "ada@example.com", verified_at: "2026-11-21T08:00:00Z", password: "missing" },
      },
    },
    act: press("Confirm my address"),
    see: "One more mail: choose your password",
  },
  { name: "forgot", path: "forgot", see: "Forgotten password" },
  { name: "reset", path: "reset?token=t", see: "Choose a new password" },
  {
    name: "invitation",
    path: "invitation?token=t",
    answers: { "POST /v1/invitations/preview": preview },
    see: "Join Nordwind Handels GmbH",
  },
  {
    name: "invitation signed in",
    path: "invitation?token=t",
    answers: { ...lifeOfAda(), "POST /v1/invitations/preview": preview },
    see: "You are signed in as",
  },
  {
    name: "invitation to buy",
    path: "invitation?token=t",
    answers: { "POST /v1/invitations/preview": toBuy },
    see: "Order from Nordwind Handels GmbH",
  },
  {
    name: "invitation to buy accepted",
    path: "invitation?token=t",
    answers: {
      ...lifeOfAda(),
      "POST /v1/invitations/preview": toBuy,
      "POST /v1/invitations/accept": { json: { organization_id: "11", name: "Nordwind", role: "buyer" } },
    },
    act: press("Accept the invitation"),
    see: "You can now order there for your company.",
  },
  {
    name: "register invited to buy",
    path: "register?invitation=t",
    answers: { "POST /v1/invitations/preview": toBuy },
    see: "You are invited to order from",
  },
  {
    name: "callback refused",
    path: "callback/example?error=access_denied",
    see: "did not confirm who you are",
  },
  { name: "overview", path: "", answers: lifeOfAda(), see: "last used" },
  {
    name: "overview enrolling",
    path: "",
    answers: lifeOfAda(),
    act: press("Set it up"),
    see: "Scan this with your authenticator app",
  },
  {
    name: "overview codes",
    path: "",
    answers: lifeOfAda(),
    async act(page) {
      await press("Set it up")(page);
      await fillIn(page, { "Code from the app": "123456" });
      await press("Turn it on")(page);
    },
    see: "Keep these recovery codes",
  },
  {
    name: "overview proof",
    path: "",
    answers: { ...lifeOfAda(), "POST /v1/me/totp": tired },
    act: press("Set it up"),
    see: "Is it still you?",
  },
  {
    name: "overview sure",
    path: "",
    answers: lifeOfAda(),
    act: press("Sign out everywhere else"),
    see: "Sign out everywhere else?",
  },
  {
    name: "overview of a newcomer",
    path: "",
    answers: {
      "GET /v1/me": {
        json: {
          user: { id: "1", email: "new@example.com", name: "New", locale: "en" },
          organizations: [],
          factors: { password: true, totp: false, recovery_codes_left: 0, passkeys: 0 },
        },
      },
    },
    act: (page) => page.getByText("Create an organization").click(),
    see: "You are not a member of any organization yet.",
  },
];

const site = await accountSite();

for (const { name, path, answers = {}, act, see } of looks) {
  const look = async (page: Page, kind: string) => {
    await page.getByText(see).filter({ visible: true }).first().waitFor();
    await shoot(page, `${name} ${kind}`);
    await assertAccessible(page);
    await assertNoSidewaysScroll(page);
  };
  browserTest(
    name,
    async ({ page }, context) => {
      await fakeApi(page, answers);
      await page.goto(`${site}/account${path === "" ? "" : `/${path}`}`);
      await act?.(page);
      await context.test("accessible in the light, on a screen", () => look(page, "light"));
      // turned over as it stands: it is style sheets that tell these apart, no script asks
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize({ width: 320, height: 640 });
      await context.test("accessible in the dark, and fits a small phone", () => look(page, "dark"));
    },
    { colorScheme: "light", viewport: { width: 1200, height: 800 } },
  );
}
