/** Buyers for tests: logged in, without the way through the mails. */
import type { TestApp } from "./app.ts";
import { mailTo, tokenIn } from "./caught-mail.ts";
import { execute } from "./execute.ts";
import { type TestPerson, testPerson } from "./people.ts";
import type { Shop } from "./shop.ts";
import { until } from "./until.ts";

export type TestBuyer = TestPerson & { contact: string; customer: string };

/** A user who is logged in and the buyer that this contact is, as if an invitation had been accepted. */
export async function buyerOf(
  t: Pick<TestApp, "ask" | "database">,
  organization: string,
  contact: string,
  wanted: { name?: string; email?: string } = {},
): Promise<TestBuyer> {
  const { name = "Maria Anders" } = wanted;
  const person = await testPerson(t, { name, ...wanted });
  const [row] = await execute(
    t.database.adminUrl,
    `insert into buyers (organization_id, id, contact_id, customer_id, name, email)
     select organization_id, $2, id, customer_id, $3, $4 from contacts where organization_id = $1 and id = $5
     returning customer_id`,
    [organization, person.id, name, person.email, contact],
  );
  if (row === undefined) throw new Error("a buyer of a test needs a contact of the organization");
  return { ...person, contact, customer: String(row.customer_id) };
}

/** A buyer of this customer, with a contact of their own. */
export async function buyerFor(t: TestApp, s: Shop, customer: string, name?: string): Promise<TestBuyer> {
  const contact = await s.make("/v1/contacts", { customer_id: customer, name: name ?? "Maria Anders" });
  return await buyerOf(t, s.organization, contact, name === undefined ? {} : { name });
}

/** Invites the contact. @returns the token of the link in the mail @throws with the answer when it was refused */
export async function invitedContact(
  t: TestApp,
  inviter: Pick<Shop, "ask">,
  contact: string,
): Promise<{ id: string; email: string; token: string }> {
  const { status, text, json } = await inviter.ask("POST", `/v1/contacts/${contact}/invite`);
  if (status !== 200) throw new Error(`the invitation was refused: ${text}`);
  const { invitation_id: id, email } = json;
  const token = await until("the mail with the new link", async () => {
    const newest = tokenIn(await mailTo(t, email, "buyer_invitation"));
    const preview = await t.ask("POST", "/v1/invitations/preview", { body: { token: newest } });
    return preview.status === 200 && newest;
  });
  return { id, email, token };
}
