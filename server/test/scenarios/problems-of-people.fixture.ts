/** How the codes are met that tell people about their accounts, and programs that they are none. */
import assert from "node:assert/strict";
import type { Answer, TestApp } from "#harness/app";
import { answered, withPasskey, withTotp } from "#harness/every-factor-action";
import { comingBack } from "#harness/every-outside-action";
import { execute } from "#harness/execute";
import { invited } from "#harness/invitations";
import type { OidcProvider } from "#harness/oidc-provider";
import { joinAs, password, testPerson } from "#harness/people";
import type { Shop } from "#harness/shop";
import { softwareAuthenticator } from "#harness/software-authenticator";

type Ways = Record<string, () => Promise<Answer>>;

export function waysOfPeople(t: TestApp, s: Shop): Ways {
  return { ...waysToFailALogin(t), ...waysOfAnAccount(t, s), ...waysOfMembers(t, s), ...waysFromOutside(t) };
}

function waysToFailALogin(t: TestApp): Ways {
  const logIn = (email: string, tried: string, headers = {}) =>
    t.ask("POST", "/v1/auth/login", { body: { email, password: tried }, headers });
  return {
    cross_site: () => logIn("ada@example.com", password, { origin: "https://elsewhere.example" }),
    invalid_credentials: () => logIn("nobody@example.com", password),
    too_many_attempts: async () => {
      for (let tried = 0; tried < 50; tried++) {
        const answer = await logIn("guessed@example.com", `guess ${tried}`);
        if (answer.status === 429) return answer;
      }
      return assert.fail("fifty guesses were let through");
    },
    mfa_required: async () => {
      const { person } = await withTotp(t);
      const answer = await logIn(person.email, password);
      assert.deepEqual(answer.json.methods, ["totp", "recovery_code"]);
      assert.match(answer.json.mfa_token, /^plm_/);
      return answer;
    },
    invalid_token: () => t.ask("POST", "/v1/auth/verify_email", { body: { token: "plv_unknown" } }),
    session_ended: () => t.ask("POST", "/v1/auth/refresh", { body: { refresh_token: "plr_unknown" } }),
    weak_password: () =>
      t.ask("POST", "/v1/auth/register", {
        body: { email: "ada@example.com", password: "short", name: "Ada" },
      }),
  };
}

function waysOfAnAccount(t: TestApp, s: Shop): Ways {
  return {
    people_only: () => s.post("/v1/auth/logout"),
    step_up_required: async () => {
      const person = await testPerson(t);
      const hourAgo = "update sessions set authenticated_at = now() - interval '1 hour' where id = $1";
      await execute(t.database.adminUrl, hourAgo, [person.sessionId]);
      return person.ask("POST", "/v1/me/totp");
    },
    passkey_refused: async () => {
      const person = await testPerson(t);
      const device = softwareAuthenticator("https://elsewhere.example");
      return person.ask("POST", "/v1/me/passkeys", { body: await answered(person, device) });
    },
    too_many_passkeys: async () => {
      const person = await testPerson(t);
      const body = await answered(person, softwareAuthenticator("http://localhost:3000"));
      const many = `insert into passkeys (user_id, name, credential_id, public_key)
                    select $1, 'A device', $1::uuid || '-' || n, 'key' from generate_series(1, 20) n`;
      await execute(t.database.adminUrl, many, [person.id]);
      return person.ask("POST", "/v1/me/passkeys", { body });
    },
    last_way_in: async () => {
      const { person, id } = await withPasskey(t);
      await execute(t.database.adminUrl, "delete from passwords where user_id = $1", [person.id]);
      return person.ask("DELETE", `/v1/me/passkeys/${id}`);
    },
  };
}

function waysOfMembers(t: TestApp, s: Shop): Ways {
  return {
    no_organization: async () => (await testPerson(t)).ask("GET", "/v1/customers"),
    last_owner: async () => {
      const person = await testPerson(t);
      const { json } = await person.ask("POST", "/v1/organizations", { body: { name: "Alone GmbH" } });
      return person.ask("POST", `/v1/organizations/${json.id}/leave`);
    },
    already_member: async () => {
      const person = await testPerson(t);
      const { token } = await invited(t, s, person.email);
      await joinAs(t, { ...person, name: "Ada" }, s.organization, "sales");
      return person.ask("POST", "/v1/invitations/accept", { body: { token } });
    },
    contact_without_email: async () => {
      const contact = await s.make("/v1/contacts", { customer_id: await s.customer(), name: "Maria" });
      return s.post(`/v1/contacts/${contact}/invite`);
    },
    limit_reached: async () => {
      const { id } = await invited(t, s, "asked.often@example.com");
      for (let sent = 1; sent < 5; sent++) await s.post(`/v1/invitations/${id}/resend`);
      return s.post(`/v1/invitations/${id}/resend`);
    },
  };
}

function waysFromOutside(t: TestApp): Ways {
  const login = "/v1/auth/login/oauth/google";
  const back = async (change: (google: OidcProvider) => void) => {
    const google = await t.google();
    const { method, path, ...ask } = await comingBack(t, login, undefined, change);
    try {
      return await t.ask(method, path, ask);
    } finally {
      google.behave();
    }
  };
  return {
    unknown_provider: () => t.ask("POST", "/v1/auth/login/oauth/nobody", { body: {} }),
    outside_sign_in_failed: () =>
      t.ask("POST", `${login}/callback`, { body: { code: "made up", state: "made up" } }),
    link_first: () =>
      back(({ user }) => {
        user.email_verified = false;
      }),
    provider_unavailable: () =>
      back(({ lies }) => {
        lies.transport = { at: "token", how: "cut_off" };
      }),
  };
}
