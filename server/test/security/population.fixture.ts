/** An organization that has at least one object of every noun, made through the API, and a human who owns it. */
import type { TestApp } from "#harness/app";
import { buyerOf } from "#harness/buyers";
import { type Requested, requested, requests } from "#harness/every-action";
import { erpnextWish, openConflict } from "#harness/every-integrations-action";
import { confirmedOrder, unwrittenMail } from "#harness/every-mails-action";
import { notificationOf, preferenceOf } from "#harness/every-notifications-action";
import { deadJob, openItem } from "#harness/every-operations-action";
import { givenUpPayment } from "#harness/every-payments-action";
import { pastDelivery } from "#harness/every-webhooks-action";
import { execute } from "#harness/execute";
import { loggedIn, type TestPerson, testPerson } from "#harness/people";
import { type Shop, shopOf } from "#harness/shop";
import { relayed } from "#harness/trail";
import { type Action, resourceOf } from "#platform/action";
import { rowsOf } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { sampler } from "./sample.fixture.ts";

export type Population = {
  organization: string;
  key: string;
  /** Its owner, with an object of everything that is a human's own. */
  person: TestPerson;
  /** An object of this noun. @throws when there is none: the population must grow with the nouns. */
  idOf(noun: string): string;
  /** Its connection to an ERP: `idOf("connection")` is one to a Stripe. */
  erp: string;
  /** The id of everything that it has, in every table. */
  everyId: Set<string>;
};

/** What no schema says of a body: how a system outside is reached depends on what system it is. */
const spoken: Record<string, Requested | undefined> = {
  "connections.create": requests["connections.create"],
  "webhook_endpoints.create": requests["webhook_endpoints.create"],
};

/** What its objects are about, of nouns that are about another's object. */
export const subjectTypeOf: Record<string, string> = { inbox_item: "job", comment: "order" };

/** Two organizations populated like this have the same texts, numbers and codes: only ids tell them apart. */
export async function populate(t: TestApp, name: string): Promise<Population> {
  const { id, key } = await t.tenant(name);
  return populateTenant(t, id, key, 0);
}

/** Adds another customer with all that belongs to one; its texts are numbered from `first`. */
export async function populateTenant(
  t: TestApp,
  organization: string,
  key: string,
  first: number,
): Promise<Population> {
  const begun = uuidv7();
  const ids = new Map<string, string>([["organization", organization]]);
  const idOf = (noun: string): string => {
    const id = ids.get(noun);
    if (id === undefined) throw new Error(`the population has no ${noun}`);
    return id;
  };
  const firstOfEach = t.app.registry.resources
    .filter(({ name: noun }) => noun !== "organization")
    .map(
      (resource) => `
        (select '${resource.name}' as noun, t.id from ${resource.table} t
          where t.organization_id = $1 and t.id > $2${rowsOf(resource, "t")} order by t.id limit 1)`,
    )
    .join(" union all ");
  const lookUp = async (): Promise<void> => {
    for (const { noun, id } of await execute(t.database.adminUrl, firstOfEach, [organization, begun]))
      ids.set(String(noun), String(id));
  };
  const s = shopOf(t, organization, key);
  const { body } = sampler(t.app.registry, idOf, first);
  /** @returns what was in the way. */
  const create = async (action: Action): Promise<string | undefined> => {
    await lookUp();
    try {
      const path = action.door.slice("POST ".length);
      const told = spoken[action.name];
      const owner_user_id = told && idOf("member");
      const sent = told === undefined ? body(action.input) : { ...(await told(s, t)).body, owner_user_id };
      const answer = await t.ask("POST", path, { key, body: sent });
      return answer.status === 201 ? undefined : `${action.door} answered ${answer.status}: ${answer.text}`;
    } catch (error) {
      return String(error);
    }
  };

  const person = await testPerson(t, { organization, role: "owner" });
  for (const [noun, id] of Object.entries(await ownThings(t, person))) ids.set(noun, id);
  // no verb makes them: things go wrong by themselves
  const payload = JSON.stringify({ order_id: person.id });
  await deadJob(t, organization, { kind: "order.send-confirmation", payload });
  await openItem(t, organization, person.id);
  await notificationOf(t, organization, person.id);
  await preferenceOf(t, organization, person.id);

  let waiting = t.app.actions.filter(
    ({ door, audience }) => audience === "organization" && /^POST \/v1\/[a-z_]+$/.test(door),
  );
  while (waiting.length > 0) {
    const later: Action[] = [];
    const obstacles: string[] = [];
    for (const action of waiting) {
      // what needs an object that a later one makes is tried again in the next round
      const obstacle = await create(action);
      if (obstacle === undefined) continue;
      later.push(action);
      obstacles.push(obstacle);
    }
    if (later.length === waiting.length) throw new Error(obstacles.join("\n"));
    waiting = later;
  }
  await lookUp();
  await pastDelivery(t, organization, idOf("webhook_endpoint"));
  await buyerOf(t, organization, idOf("contact")); // no verb makes one: they accept
  await reassign(t, organization, idOf("customer_assignment"));
  await lookUp();
  const erp = await workedWith(t, s, idOf);
  await lookUp();
  await makeFurther(t, s, ids, lookUp);
  await givenUpPayment(t, organization, idOf("connection"), idOf("order"));
  await relayed(t.database.adminUrl);
  return { organization, key, person, idOf, erp, everyId: await everyIdOf(t, organization, person.id) };
}

/**
 * Mails and an ERP: no verb makes what comes of them. A mail that can be sent again comes first, about an order that is
 * confirmed. @returns the connection to the ERP
 */
async function workedWith(t: TestApp, s: Shop, idOf: Population["idOf"]): Promise<string> {
  const { organization } = s;
  const customer = idOf("customer");
  const confirmed = await confirmedOrder(s, customer, idOf("product"));
  for (const order of [confirmed, idOf("order")]) await unwrittenMail(t, organization, order, customer);
  await openConflict(t, organization, idOf("connection"), customer);
  return await s.make("/v1/connections", erpnextWish({ allows: ["customers", "payments"] }));
}

/**
 * What is made of another object, or by itself. Of an object that is there it is made as the verb does; where there is
 * none, the request of a verb about one makes it first.
 */
async function makeFurther(
  t: TestApp,
  s: Shop,
  ids: ReadonlyMap<string, string>,
  lookUp: () => Promise<void>,
): Promise<void> {
  const verbs = t.app.actions.filter(({ audience }) => audience === "organization");
  const nounAt = (door: string) => {
    const path = /\/v1\/([a-z_]+)/.exec(door)?.[1];
    return t.app.registry.resources.find((resource) => resource.path === path)?.name ?? "";
  };
  for (const action of verbs) {
    const [about, made] = [ids.get(nounAt(action.door)), resourceOf(action)?.name];
    if (about === undefined || made === undefined || ids.has(made)) continue;
    const { path, body } = await requested(action.name, s, t);
    await s.post(path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, about), body);
    await lookUp();
  }
  for (const action of verbs) {
    if (nounAt(action.door) === "" || ids.has(nounAt(action.door))) continue;
    await requested(action.name, s, t);
    await lookUp();
  }
}

/** To somebody else, so that the customer can still be assigned to the member whom all else names. */
async function reassign(t: TestApp, organization: string, assignment: string): Promise<void> {
  const { id } = await testPerson(t, { organization, role: "sales" });
  await execute(t.database.adminUrl, "update customer_assignments set member_id = $1 where id = $2", [
    id,
    assignment,
  ]);
}

/** One of each of what humans have for themselves, by the word in which verbs speak of it. */
async function ownThings(t: TestApp, { id, email }: TestPerson): Promise<Record<string, string>> {
  const { sessionId: session } = await loggedIn(t, email);
  const made = async (text: string) => String((await execute(t.database.adminUrl, text, [id]))[0]?.id);
  return {
    session,
    passkey: await made(
      "insert into passkeys (user_id, name, credential_id, public_key) values ($1, 'A device', $1::uuid, 'key') returning id",
    ),
    linked_account: await made(
      "insert into linked_accounts (user_id, provider, issuer, subject) values ($1, 'acme', 'https://acme.example', $1::uuid) returning id",
    ),
  };
}

async function everyIdOf(t: TestApp, organization: string, person: string): Promise<Set<string>> {
  const tables = await execute(
    t.database.adminUrl,
    `select c.oid::regclass::text as name, o.attname as owner from pg_class c
       join pg_attribute o on o.attrelid = c.oid and o.attname in ('organization_id', 'user_id') and o.attnotnull
       join pg_attribute i on i.attrelid = c.oid and i.attname = 'id' and i.atttypid = 'uuid'::regtype
      where c.relkind = 'r'`,
  );
  const found = new Set([organization]);
  for (const { name, owner } of tables) {
    const rows = await execute(t.database.adminUrl, `select id from ${name} where ${owner} = $1`, [
      owner === "user_id" ? person : organization,
    ]);
    for (const { id } of rows) found.add(String(id));
  }
  return found;
}

/** An id that never existed and stands beside a real one in every order. */
export function neverExisted(id: string): string {
  return `${id.slice(0, -1)}${((Number.parseInt(id.slice(-1), 16) + 1) % 16).toString(16)}`;
}
