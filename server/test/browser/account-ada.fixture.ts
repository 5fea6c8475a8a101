/** A person with one of everything, as the API tells of her. */
import { type Answers, problem } from "./account.fixture.ts";

export const oneProvider: Answers = {
  "GET /v1/auth/providers": { json: { data: [{ name: "example", title: "Example" }] } },
};

export const mfaRequired = problem(401, "mfa_required", "A second factor is needed.", {
  mfa_token: "the mfa token",
  methods: ["totp", "recovery_code"],
});
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const safari =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

export const recoveryCodes = Array.from({ length: 10 }, (_, index) => `a${index}b2c-3d4e${index}`);

/** Fresh each time: a test may change what it was given. */
export function lifeOfAda(totp = false): Answers {
  return {
    ...oneProvider,
    "GET /v1/me": {
      json: {
        user: { id: "1", email: "ada@example.com", name: "Ada Lovelace", locale: "en" },
        organizations: [
          { id: "11", name: "Nordwind Handels GmbH", role: "owner" },
          { id: "12", name: "Analytical Engines Ltd", role: "sales" },
          { id: "13", name: "Difference Tools AG", kind: "buyer", role: "buyer" },
        ],
        organization_id: "11",
        factors: { password: true, totp, recovery_codes_left: totp ? 8 : 0, passkeys: 1 },
      },
    },
    "GET /v1/me/sessions": {
      json: {
        data: [
          {
            id: "22",
            current: false,
            kind: "token",
            user_agent: "curl/8.14.1",
            address: "2001:db8:85a3::8a2e:370:7334",
            methods: ["password"],
            last_seen_at: "2026-10-02T08:00:00Z",
          },
          {
            id: "21",
            current: true,
            kind: "cookie",
            user_agent: firefox,
            address: "192.0.2.4",
            methods: ["password"],
            last_seen_at: new Date().toISOString(),
          },
          {
            id: "23",
            current: false,
            kind: "cookie",
            user_agent: safari,
            address: null,
            methods: ["passkey"],
            last_seen_at: new Date(Date.now() - 3 * 60 * 60_000).toISOString(),
          },
        ],
      },
    },
    "GET /v1/me/passkeys": {
      json: {
        data: [
          {
            id: "31",
            name: "Safari on iPhone",
            created_at: "2026-03-01T08:00:00Z",
            last_used_at: new Date(Date.now() - 5 * 60_000).toISOString(),
            backed_up: true,
          },
        ],
      },
    },
    "GET /v1/me/linked_accounts": {
      json: {
        data: [
          { id: "41", provider: "example", email: "ada@example.org", created_at: "2026-05-01T08:00:00Z" },
        ],
      },
    },
    "GET /v1/me/security_log": {
      json: {
        data: [
          {
            action: "auth.login",
            outcome: "done",
            address: "192.0.2.4",
            user_agent: firefox,
            occurred_at: "2026-11-21T08:10:04.819Z",
          },
          {
            action: "passkeys.delete",
            outcome: "step_up_required",
            address: "198.51.100.7",
            user_agent: safari,
            occurred_at: "2026-11-20T22:01:00Z",
          },
        ],
      },
    },
    "POST /v1/me/totp": {
      json: {
        secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        uri: "otpauth://totp/Plinth:ada@example.com",
        qr_svg:
          '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 3"><path d="M0 0h1v1H0zM2 0h1v1H2zM1 1h1v1H1zM0 2h1v1H0z"/></svg>',
      },
    },
    "POST /v1/me/totp/confirm": { json: { recovery_codes: recoveryCodes } },
  };
}
