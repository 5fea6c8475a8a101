/** One good request for every verb about people, and for those that come before anybody is known. */
import type { TestApp } from "./app.ts";
import { buyerOf } from "./buyers.ts";
import { mailTo, tokenIn } from "./caught-mail.ts";
import type { Request, Requested } from "./every-action.ts";
import { factorRequests } from "./every-factor-action.ts";
import { outsideRequests } from "./every-outside-action.ts";
import { invited } from "./invitations.ts";
import { password, type TestPerson, testPerson } from "./people.ts";
import type { Shop } from "./shop.ts";

const current = { "if-match": '"1"' };
let made = 0;
const address = () => `walker.${++made}@example.com`;
const post = (path: string, body?: object): Request => ({
  method: "POST",
  path,
  ...(body === undefined ? {} : { body }),
});
const by = ({ token }: Pick<TestPerson, "token">, request: Request): Request => ({ ...request, key: token });

export const peoplesRequests: Record<string, Requested> = {
  ...beforeAnybodyIsKnown(),
  ...ofOneself(),
  ...factorRequests,
  ...outsideRequests,
  ...ofAnOrganization(),
};

function beforeAnybodyIsKnown(): Record<string, Requested> {
  return {
    "auth.register": async () => post("/v1/auth/register", registration()),
    "auth.verify_email": async (_s, t) => {
      const body = registration();
      await done(t, post("/v1/auth/register", body));
      return post("/v1/auth/verify_email", { token: tokenIn(await mailTo(t, body.email, "verify_email")) });
    },
    "auth.login": async (_s, t) => {
      const { email } = await testPerson(t);
      return post("/v1/auth/login", { email, password });
    },
    "auth.refresh": async (_s, t) =>
      post("/v1/auth/refresh", { refresh_token: (await testPerson(t)).refreshToken }),
    "auth.forgot_password": async (_s, t) =>
      post("/v1/auth/password/forgot", { email: (await testPerson(t)).email }),
    "auth.reset_password": async (_s, t) => {
      const { email } = await testPerson(t);
      await done(t, post("/v1/auth/password/forgot", { email }));
      const token = tokenIn(await mailTo(t, email, "password_reset"));
      return post("/v1/auth/password/reset", { token, password: "another zebra staple battery" });
    },
    "invitations.preview": async (s, t) =>
      post("/v1/invitations/preview", { token: (await invited(t, s, address())).token }),
  };
}

function ofOneself(): Record<string, Requested> {
  return {
    "auth.logout": async (_s, t) => by(await testPerson(t), post("/v1/auth/logout")),
    "me.end_session": async (_s, t) => {
      const person = await testPerson(t);
      return by(person, { method: "DELETE", path: `/v1/me/sessions/${person.sessionId}` });
    },
    "me.end_all_sessions": async (_s, t) =>
      by(await testPerson(t), post("/v1/me/sessions/end_all", { keep_current: true })),
    "me.update_profile": async (s, t) =>
      by(
        await testPerson(t, { organization: s.organization }),
        post("/v1/me/profile", { name: "Ada King", locale: "de" }),
      ),
    "me.change_email": async (_s, t) => by(await testPerson(t), post("/v1/me/email", { email: address() })),
    "me.change_password": async (_s, t) =>
      by(
        await testPerson(t),
        post("/v1/me/password", { current_password: password, new_password: "another zebra staple battery" }),
      ),
    "me.choose_organization": async (s, t) =>
      by(
        await testPerson(t, { organization: s.organization }),
        post("/v1/me/organization", { organization_id: s.organization }),
      ),
    "organizations.create": async (_s, t) =>
      by(
        await testPerson(t),
        post("/v1/organizations", { name: "Walk GmbH", country: "AT", currency: "EUR" }),
      ),
    "organizations.leave": async (s, t) =>
      by(
        await testPerson(t, { organization: s.organization, role: "sales" }),
        post(`/v1/organizations/${s.organization}/leave`),
      ),
    "invitations.accept": async (s, t) => {
      const person = await testPerson(t);
      return by(person, post("/v1/invitations/accept", { token: (await invited(t, s, person.email)).token }));
    },
  };
}

function ofAnOrganization(): Record<string, Requested> {
  const account = (s: Shop) =>
    s.make("/v1/service_accounts", { name: `walker ${++made}`, role: "integration" });
  const member = async (s: Shop, t: TestApp) =>
    (await testPerson(t, { organization: s.organization, role: "sales" })).id;
  const contact = async (s: Shop) =>
    s.make("/v1/contacts", { customer_id: await s.customer(), name: "Maria Anders", email: address() });
  const invitation = (s: Shop) => s.make("/v1/invitations", { email: address(), role: "sales" });
  const role = (s: Shop) =>
    s.make("/v1/roles", { name: `walker_${++made}`, permissions: ["orders:read"], scope: "assigned" });
  return {
    "roles.create": async () =>
      post("/v1/roles", {
        name: `walker_${++made}`,
        description: "Walks.",
        permissions: ["customers:read", "orders:read"],
        scope: "all",
      }),
    "roles.update": async (s) => ({
      method: "PATCH",
      path: `/v1/roles/${await role(s)}`,
      body: { permissions: ["customers:read"] },
      headers: current,
    }),
    "roles.delete": async (s) => ({
      method: "DELETE",
      path: `/v1/roles/${await role(s)}`,
      headers: current,
    }),
    "api_keys.rotate": async (s) =>
      post(`/v1/api_keys/${await s.make("/v1/api_keys", { name: `walker ${++made}` })}/rotate`, {
        overlap_hours: 1,
      }),
    "members.update": async (s, t) => ({
      method: "PATCH",
      path: `/v1/members/${await member(s, t)}`,
      body: { role: "warehouse" },
      headers: current,
    }),
    "members.remove": async (s, t) => post(`/v1/members/${await member(s, t)}/remove`),
    "invitations.create": async () => post("/v1/invitations", { email: address(), role: "sales" }),
    "invitations.revoke": async (s) => post(`/v1/invitations/${await invitation(s)}/revoke`),
    "invitations.resend": async (s) => post(`/v1/invitations/${await invitation(s)}/resend`),
    "contacts.invite": async (s) => post(`/v1/contacts/${await contact(s)}/invite`),
    "buyers.remove": async (s, t) => {
      const { id } = await buyerOf(t, s.organization, await contact(s));
      return post(`/v1/buyers/${id}/remove`);
    },
    "customer_assignments.create": async (s, t) =>
      post("/v1/customer_assignments", { member_id: await member(s, t), customer_id: await s.customer() }),
    "customer_assignments.delete": async (s, t) => {
      const pair = { member_id: await member(s, t), customer_id: await s.customer() };
      return {
        method: "DELETE",
        path: `/v1/customer_assignments/${await s.make("/v1/customer_assignments", pair)}`,
        headers: current,
      };
    },
    "service_accounts.create": async () =>
      post("/v1/service_accounts", { name: `walker ${++made}`, description: "Walks.", role: "integration" }),
    "service_accounts.update": async (s) => ({
      method: "PATCH",
      path: `/v1/service_accounts/${await account(s)}`,
      body: { description: "Walks on." },
      headers: current,
    }),
    "service_accounts.disable": async (s) => post(`/v1/service_accounts/${await account(s)}/disable`),
    "service_accounts.enable": async (s) => {
      const path = `/v1/service_accounts/${await account(s)}`;
      await s.post(`${path}/disable`);
      return post(`${path}/enable`);
    },
    "service_accounts.delete": async (s) => ({
      method: "DELETE",
      path: `/v1/service_accounts/${await account(s)}`,
      headers: current,
    }),
  };
}

const registration = () => ({ email: address(), password, name: "Ada Walker", locale: "de" });

async function done(t: TestApp, { method, path, ...ask }: Request) {
  const answer = await t.ask(method, path, ask);
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  return answer;
}
