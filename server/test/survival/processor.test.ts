/**
 * The whole order processor, killed again and again: at every labelled point, at any other moment, and its PostgreSQL
 * too, while everybody outside behaves badly. In the end their books are ours: every order is paid once, confirmed by
 * mail once, in the ERP once, and told to each endpoint completely and in order.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Receiver, startReceiver, type Trouble } from "#fakes/receiver";
import { type MailTrouble, startFakeResend } from "#fakes/resend";
import { execute } from "#harness/execute";
import { assertInvariants } from "#harness/invariants";
import { pace, until } from "#harness/until";
import { type Company, openCompany } from "./company.ts";
import { killPoints, startFleet } from "./fleet.ts";
import { mortal } from "./mortal.ts";
import {
  type Run,
  wrongDeliveries,
  wrongInbox,
  wrongInErp,
  wrongMails,
  wrongMoney,
  wrongOrders,
} from "./outside-books.ts";
import { stories, type Told } from "./story.ts";

/** Where processes die, and at which time they come there: the one that is asked, and the one beside it. */
const front = [
  { label: "intents.before-call", times: 3 },
  { label: "intents.after-call", times: 3 },
  { label: "incoming.before-answer", times: 4 },
  { label: "jobs.after-commit", times: 12 },
];
const back = [
  { label: "jobs.after-call", times: 15 },
  { label: "integrations.after-answer", times: 8 },
  { label: "jobs.before-commit", times: 12 },
  { label: "consumers.before-commit", times: 5 },
  { label: "subscriptions.before-commit", times: 4 },
];
/** Of each company and story; more of them where nobody has come to a label yet. */
const [least, most] = [2, 6];
const peopleAtOnce = 4;
const shots = 3;

const life = await mortal();
const resend = await startFakeResend({ apiKey: "re_test" });
const receivers = [await startReceiver(), await startReceiver()];
const fleet = await startFleet(
  { ...life.environment, RESEND_URL: resend.url, JOB_LEASE_MS: "8000" },
  { front, back },
);
const companies: Company[] = [];
const secrets = new Map<Receiver, string[]>();
/** Nobody insists any more, and nobody is killed. */
const over = new AbortController();
after(async () => {
  over.abort();
  await fleet.end();
  for (const company of companies) await company.close();
  await Promise.all([resend.close(), ...receivers.map((receiver) => receiver.close())]);
  await life.end();
});

const learn = (receiver: Receiver, secret: string) => {
  secrets.set(receiver, [...(secrets.get(receiver) ?? []), secret]);
  receiver.knows(...(secrets.get(receiver) ?? []));
};

const run: Run = (text, values) => execute(life.adminUrl, text, values);
const chosen = <One>(...of: One[]): One => of[Math.floor(Math.random() * of.length)] as One;

test("killed anywhere, with everybody outside behaving badly, the processor's books are those of the world", async (t) => {
  assert.deepEqual([...front, ...back].map(({ label }) => label).sort(), await killPoints());
  const found = [life, await life.found("Second GmbH")];
  for (const one of found)
    companies.push(await openCompany({ at: fleet.url, over: over.signal }, one, receivers, learn));
  behaveBadly();

  const dying = die();
  const told = await tellStories();
  toldAll = true;
  await until("everything to be quiet", () => assert.deepEqual(left, []) ?? true, 90_000);
  over.abort();
  await dying;

  const everything = [...told.values()].flat();
  t.diagnostic(`${everything.length} orders, died at ${fleet.died.join(", ")}, and ${fleet.shot} were shot`);
  assert.deepEqual(fleet.left(), []);
  assert.deepEqual(fleet.crashed, []);
  assert.ok(fleet.shot > 0);
  const wrong = [
    ...(await wrongOrders(run, everything)),
    ...(await wrongMails(run, resend, everything)),
    ...(await wrongInbox(run, everything)),
  ];
  for (const [company, its] of told)
    wrong.push(
      ...(await wrongMoney(run, company, its)),
      ...(await wrongInErp(run, company, its)),
      ...(await wrongDeliveries(run, company)),
    );
  assert.deepEqual(wrong, []);
  await assertInvariants(life.adminUrl);
  assertHostile();
});

/** From now on. One receiver does what comes to its mind, the other is away for its first requests. */
function behaveBadly(): void {
  for (const { erp, stripe } of companies) {
    erp.hostility.lost = 0.3;
    stripe.hostile.next("POST /v1/checkout", "hang_after_commit");
  }
  resend.next("hang_after_commit"); // until whoever waits is killed
  const [fickle, away] = receivers;
  let hung = 0;
  fickle?.misbehave((): Trouble | undefined => {
    if (Math.random() > 0.25) return undefined;
    return hung++ < 2 ? "hang" : chosen<Trouble>("reset", "reset_after_taking", { status: 500 });
  });
  let asked = 0;
  away?.misbehave(() => (++asked <= 25 ? { status: 500 } : undefined));
}

/** What goes wrong with the next calls, before somebody pays, and before mails leave. */
function makeTrouble({ stripe }: Company): void {
  const calls = ["POST /v1/payment_intents", "POST /v1/checkout", "POST /v1/refunds"];
  if (Math.random() < 0.5)
    stripe.hostile.next(chosen(...calls), chosen("500_after_commit", "reset_after_commit", "500", "429"));
  if (Math.random() < 0.5) resend.next(chosen<MailTrouble>("500", "reset", "reset_after_commit", "429"));
}

/** Every story for every company, told by some people at once, until every label has been come to. */
async function tellStories(): Promise<Map<Company, Told[]>> {
  const told = new Map<Company, Told[]>(companies.map((company) => [company, []]));
  const names = Object.keys(stories);
  let next = 0;
  const tell = async (): Promise<void> => {
    for (let i = next++; i < most * names.length * companies.length; i = next++) {
      if (i >= least * names.length * companies.length) {
        await until(
          "somebody to be there who may die",
          () => fleet.left().length === 0 || fleet.full(),
          60_000,
        );
        if (fleet.left().length === 0) return;
      }
      const company = companies[i % companies.length] as Company;
      const story = stories[names[Math.floor(i / companies.length) % names.length] ?? ""];
      makeTrouble(company);
      const lines = company.products.map((product_id, p) => ({ product_id, quantity: 1 + ((i + p) % 3) }));
      const one = await story?.(company, { lines });
      if (one !== undefined) told.get(company)?.push(one);
    }
  };
  await Promise.all(Array.from({ length: peopleAtOnce }, tell));
  return told;
}

let toldAll = false;
/** What was under way when somebody looked last. */
let left: unknown[] = ["nobody has looked"];

/** Kills whoever lives as the work goes on, and the database once. Nobody waits longer than it must meanwhile. */
async function die(): Promise<void> {
  let died = 0;
  let at = 60;
  while (!over.signal.aborted) {
    const done = await hurry().catch(() => 0); // a deadlock is somebody else's turn
    if (toldAll) left = await underWay();
    if (done >= at && died < shots) {
      died++;
      at = done + 60 + Math.random() * 100;
      if (died === 2) await killPostgres();
      else fleet.shoot();
    }
    await pace(250);
  }
}

async function killPostgres(): Promise<void> {
  await until("both places to be taken", fleet.full, 60_000); // who starts meanwhile ends with it
  const back = Promise.withResolvers<void>();
  fleet.hold(back.promise);
  await life.killPostgres();
  await life.startPostgres();
  back.resolve();
}

let buried = 0;

/** What would be tried again later is tried now, and who was at it has let go. @returns how many jobs are done */
async function hurry(): Promise<number> {
  // who held intents has died, or asks for the same under the same key
  const deaths = fleet.died.length + fleet.shot;
  if (deaths > buried) await run("update plinth.intents set held_until = now() where done_at is null");
  buried = deaths;
  const [row] = await run(`
    update plinth.destinations d set retry_at = now()
      from (select organization_id, id from plinth.destinations
             where breaker = 'open' and retry_at > now() for update skip locked) it
     where d.organization_id = it.organization_id and d.id = it.id;
    update plinth.jobs j set run_at = now()
      from (select organization_id, id from plinth.jobs
             where state = 'scheduled' and run_at > now() for update skip locked) it
     where j.organization_id = it.organization_id and j.id = it.id;
    select count(*)::int as done from plinth.jobs where state = 'done'`);
  return Number(row?.done);
}

/** What is under way, here and outside. */
async function underWay(): Promise<unknown[]> {
  const untold = () => companies.filter((company) => !company.told()).map(() => "what Stripe has to tell");
  const before = untold();
  const here = await run(`
    select * from (
      select 'job ' || kind || ' ' || state || coalesce(' ' || error_code, '') as what, count(*)::int as times
        from plinth.jobs where state in ('scheduled', 'ready', 'running') group by 1
      union all select 'fact that no relay has moved', count(*)::int from plinth.outbox
      union all select 'delivery', count(*)::int from deliveries where status = 'pending'
      union all select 'event of Stripe', count(*)::int from payment_events where outcome is null
      union all select 'consumer that is behind', count(*)::int
                  from plinth.consumers c, plinth.feed_head h where h.name = 'main' and c.pos < h.pos) things
     where times > 0`);
  return [...before, ...here, ...untold()];
}

/** It was as bad as it was meant to be. */
function assertHostile(): void {
  for (const { stripe, erp } of companies) {
    assert.ok(
      stripe.log.some(({ replayed }) => replayed),
      "Stripe was asked nothing twice",
    );
    assert.ok(erp.log.some(({ committed, answered }) => committed !== undefined && answered !== 200));
    const sent = stripe.deliveries.filter(({ status }) => status === 200).map(({ event }) => event);
    assert.ok(new Set(sent).size < sent.length, "Stripe told nothing twice");
  }
  assert.ok(
    resend.calls.some(({ replayed }) => replayed),
    "no mail was handed over twice",
  );
  for (const { log } of receivers) assert.ok(log.some(({ taken }) => !taken));
}
