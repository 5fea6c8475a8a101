import assert from "node:assert/strict";
import test from "node:test";
import { ConfigError, readConfig } from "./config.ts";

const google = { PLINTH_OAUTH_GOOGLE_CLIENT_ID: "g-id", PLINTH_OAUTH_GOOGLE_CLIENT_SECRET: "g-secret" };
const acme = {
  PLINTH_OAUTH_ACME_ISSUER: "https://login.acme.example/realms/staff",
  PLINTH_OAUTH_ACME_CLIENT_ID: "a-id",
  PLINTH_OAUTH_ACME_CLIENT_SECRET: "a-secret",
};
const microsoft = {
  PLINTH_OAUTH_MICROSOFT_CLIENT_ID: "m-id",
  PLINTH_OAUTH_MICROSOFT_CLIENT_SECRET: "m-secret",
};

function mistakesOf(variables: Record<string, string>): string[] {
  try {
    readConfig(variables);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.mistakes;
  }
  return [];
}

test("nobody vouches for anybody until the operator says so", () => {
  assert.deepEqual(readConfig({ PLINTH_OAUTH_GOOGLE_CLIENT_ID: " " }).oauth, []);
});

test("the well-known need an id and a secret, any other also its issuer; they are sorted by name", () => {
  const { oauth } = readConfig({
    ...microsoft,
    ...google,
    ...acme,
    PLINTH_OAUTH_GITHUB_CLIENT_ID: "h-id",
    PLINTH_OAUTH_GITHUB_CLIENT_SECRET: "h-secret",
    PLINTH_OAUTH_ACME_TITLE: "Acme staff",
  });
  assert.deepEqual(oauth, [
    {
      name: "acme",
      title: "Acme staff",
      clientId: "a-id",
      clientSecret: "a-secret",
      trustEmail: false,
      kind: "openid",
      issuer: "https://login.acme.example/realms/staff",
    },
    {
      name: "github",
      title: "GitHub",
      clientId: "h-id",
      clientSecret: "h-secret",
      trustEmail: true,
      kind: "github",
    },
    {
      name: "google",
      title: "Google",
      clientId: "g-id",
      clientSecret: "g-secret",
      trustEmail: true,
      kind: "google",
    },
    {
      name: "microsoft",
      title: "Microsoft",
      clientId: "m-id",
      clientSecret: "m-secret",
      trustEmail: true,
      kind: "microsoft",
      tenant: "common",
    },
  ]);
});

test("a name may have several words, a title falls back to the name, Microsoft takes a tenant", () => {
  const { oauth } = readConfig({
    PLINTH_OAUTH_ACME_CLIENT_ISSUER: "http://127.0.0.1:8080",
    PLINTH_OAUTH_ACME_CLIENT_CLIENT_ID: "id",
    PLINTH_OAUTH_ACME_CLIENT_CLIENT_SECRET: "secret",
    ...microsoft,
    PLINTH_OAUTH_MICROSOFT_TENANT: "contoso.onmicrosoft.com",
  });
  assert.deepEqual(
    oauth.map((each) => [each.name, each.title, each.kind === "microsoft" ? each.tenant : undefined]),
    [
      ["acme_client", "acme_client", undefined],
      ["microsoft", "Microsoft", "contoso.onmicrosoft.com"],
    ],
  );
});

test("whose word on addresses is taken is the operator's to say; without it only the well-known are believed", () => {
  const { oauth } = readConfig({
    ...google,
    ...acme,
    PLINTH_OAUTH_GOOGLE_TRUST_EMAIL: "off",
    PLINTH_OAUTH_ACME_TRUST_EMAIL: "on",
  });
  assert.deepEqual(
    oauth.map(({ name, trustEmail }) => [name, trustEmail]),
    [
      ["acme", true],
      ["google", false],
    ],
  );
});

test("each mistake is named with what would be right", () => {
  const withIssuer = (issuer: string) => ({ ...acme, PLINTH_OAUTH_ACME_ISSUER: issuer });
  const cases: [Record<string, string>, RegExp][] = [
    [{ PLINTH_OAUTH_GOOGLE_CLIENT_ID: "x" }, /^PLINTH_OAUTH_GOOGLE_CLIENT_SECRET is missing: .*_CLIENT_ID/],
    [{ ...google, PLINTH_OAUTH_GOOGLE_ISSUER: "https://x.example" }, /_GOOGLE_ISSUER is not needed/],
    [{ ...google, PLINTH_OAUTH_GOOGLE_TENANT: "common" }, /_GOOGLE_TENANT means nothing/],
    [{ ...microsoft, PLINTH_OAUTH_MICROSOFT_TENANT: "../evil" }, /_MICROSOFT_TENANT is "\.\.\/evil"/],
    [{ ...google, PLINTH_OAUTH_GOOGLE_SECRET: "x" }, /^PLINTH_OAUTH_GOOGLE_SECRET is no known variable/],
    [{ PLINTH_OAUTH_CLIENT_ID: "x" }, /^PLINTH_OAUTH_CLIENT_ID is no known variable/],
    [{ [`PLINTH_OAUTH_${"A".repeat(41)}_TITLE`]: "x" }, /is no known variable/],
    [{ "PLINTH_OAUTH_a/b_TITLE": "x" }, /is no known variable/],
    [withIssuer("login.acme.example"), /^PLINTH_OAUTH_ACME_ISSUER is not a URL/],
    [withIssuer("http://login.acme.example"), /^PLINTH_OAUTH_ACME_ISSUER is not encrypted: it must be https/],
    [withIssuer("http://127.0.0.1.evil.example"), /is not encrypted/],
    [withIssuer("file:///etc/passwd"), /begins with file:/],
    [withIssuer("https://login.acme.example?x=1"), /has a query/],
    [withIssuer("https://me:pw@login.acme.example"), /holds a password/],
    [{ ...acme, PLINTH_OAUTH_ACME_TRUST_EMAIL: "yes" }, /_ACME_TRUST_EMAIL is "yes": it must be on or off/],
    [{ ...acme, PLINTH_OAUTH_ACME_TITLE: "x".repeat(61) }, /has more than 60 characters/],
  ];
  for (const [variables, expected] of cases) {
    const mistakes = mistakesOf(variables);
    assert.equal(mistakes.length, 1, JSON.stringify({ variables, mistakes }));
    assert.match(mistakes[0] ?? "", expected);
  }
});

test("all mistakes are reported at once, and none repeats a secret", () => {
  const mistakes = mistakesOf({
    PORT: "x",
    PLINTH_OAUTH_ACME_CLIENT_SECRET: "hunter2",
    PLINTH_OAUTH_GITHUB_CLIENT_SECRET: "hunter2",
    PLINTH_OAUTH_GITHUB_SECRET: "hunter2",
  });
  assert.equal(mistakes.length, 5, mistakes.join("\n"));
  assert.doesNotMatch(mistakes.join(), /hunter2/);
});
