/** What the world outside has in its books, held against ours: each difference is a sentence. */
import type { FakeResend } from "#fakes/resend";
import { assertInOrder, assertWatermark, numbersOf } from "#harness/webhooks";
import type { Company } from "./company.ts";
import type { Told } from "./story.ts";

/** Asks our database. */
export type Run = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/** @returns what only one side has, in a sentence; nothing where both have the same */
export function same(what: string, outside: unknown, here: unknown): string[] {
  const [theirs, ours] = [textsOf(outside), textsOf(here)];
  if (theirs.join() === ours.join()) return [];
  const only = (all: string[], others: string[]) => all.filter((one) => !others.includes(one)).join(", ");
  const order =
    theirs.length === ours.length ? "the order or the count" : `${theirs.length} and ${ours.length}`;
  return [`${what}: ${order} differ; only outside: ${only(theirs, ours)}; only here: ${only(ours, theirs)}`];
}

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).map((one) => JSON.stringify(one) ?? "nothing");

/** Each order as its story ends, with the money that it is said to have. */
export async function wrongOrders(run: Run, told: Told[]): Promise<string[]> {
  const rows = await run(
    `select id, status, confirmed_at is not null as confirmed, total_minor::int, paid_minor::int, refunded_minor::int, held_because
       from orders where id = any ($1)`,
    [told.map(({ id }) => id)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return told.flatMap(({ id, status, confirmed, totalMinor, paidMinor, refundedMinor }) => {
    const wanted = { id, status, confirmed, total_minor: totalMinor, paid_minor: paidMinor };
    const full = { ...wanted, refunded_minor: refundedMinor, held_because: null };
    return same(`the order ${id}`, full, byId.get(id));
  });
}

/** Stripe's objects against payments, refunds and the ledger: one of theirs for each of ours, and the same sums. */
export async function wrongMoney(
  run: Run,
  { organization, stripe }: Company,
  told: Told[],
): Promise<string[]> {
  const { books } = stripe;
  const payments = await run(
    "select id, status, received_minor::int as minor from payments where organization_id = $1 order by id",
    [organization],
  );
  const refunds = await run(
    "select id, status, external_id, amount_minor::int as minor from refunds where organization_id = $1 order by id",
    [organization],
  );
  const [ledger] = await run(
    `select coalesce(sum(amount_minor) filter (where debit_account = 'stripe'), 0)::int as received,
            coalesce(sum(amount_minor) filter (where credit_account = 'stripe'), 0)::int as given_back,
            count(*)::int as entries, count(distinct (payment_id, entry))::int as different
       from payment_postings where organization_id = $1`,
    [organization],
  );
  const ours = (kind: string) =>
    books
      .listed(kind)
      .map(({ metadata }) => String((metadata as { payment_id?: string }).payment_id))
      .sort();
  const captured = books.listed("charge");
  const sent = books.listed("refund");
  const sum = (objects: object[], field: string) =>
    objects.reduce((total, one) => total + Number((one as Record<string, unknown>)[field]), 0);
  const pages = new Set(ours("checkout.session"));
  const everyPayment = payments.map(({ id }) => String(id));
  return [
    ...same("payments of the stories", told.flatMap((one) => one.payments).sort(), everyPayment),
    ...same("pages where one pays, each for another payment", [...pages], ours("checkout.session")),
    ...same("captured payments, each another one", ours("charge"), everyPayment),
    ...same(
      "what of payments has arrived",
      captured.map(({ amount_captured }) => amount_captured).sort(),
      payments.map(({ status, minor }) => (status === "succeeded" ? minor : status)).sort(),
    ),
    ...same(
      "refunds",
      sent.map(({ id, amount, status }) => [id, status, amount]).sort(),
      refunds.map(({ external_id, status, minor }) => [external_id, status, minor]).sort(),
    ),
    ...same(
      "the ledger",
      [sum(captured, "amount_captured"), sum(sent, "amount")],
      [ledger?.received, ledger?.given_back],
    ),
    ...same("entries of the ledger", payments.length + refunds.length, ledger?.entries),
    ...same("entries of the ledger, each another one", ledger?.different, ledger?.entries),
    ...same(
      "what orders say of their money",
      [sum(told, "paidMinor"), sum(told, "refundedMinor")],
      [ledger?.received, ledger?.given_back],
    ),
  ];
}

/** One mail left for each order that was confirmed, one for each letter to a person, and no other. */
export async function wrongMails(
  run: Run,
  resend: Pick<FakeResend, "sent">,
  told: Told[],
): Promise<string[]> {
  const rows = await run("select id, subject_id, status, provider_id from mails order by subject_id");
  const letters = await run("select id from plinth.mails where sent_at is not null");
  const mailed = new Set(rows.map(({ subject_id }) => String(subject_id)));
  // who cancels at once may be quicker than the mail
  const confirmed = told
    .filter(({ id, confirmed, status }) => confirmed && (status === "confirmed" || mailed.has(id)))
    .map(({ id }) => id);
  const personal = new Set(letters.map(({ id }) => id));
  const [toPeople, toCustomers] = [
    resend.sent.filter(({ key }) => personal.has(key)),
    resend.sent.filter(({ key }) => !personal.has(key)),
  ];
  return [
    ...same(
      "mails by order",
      confirmed.sort(),
      rows.map(({ subject_id }) => subject_id),
    ),
    ...same(
      "mails that left",
      toCustomers.map(({ id, key }) => [key, id, "sent"]).sort(),
      rows.map(({ id, provider_id, status }) => [id, provider_id, status]).sort(),
    ),
    ...same("letters that left", toPeople.map(({ key }) => key).sort(), [...personal].sort()),
  ];
}

/** In the ERP once, and cancelled there where it was cancelled here. */
export async function wrongInErp(
  run: Run,
  { organization, erp, customers, products }: Company,
  told: Told[],
): Promise<string[]> {
  const there = erp.documents.all("Sales Order");
  const names = (type: string) =>
    erp.documents
      .all(type)
      .map(({ plinth_id }) => String(plinth_id))
      .sort();
  const of = (status: Told["status"]) =>
    told.filter((one) => one.confirmed && one.status === status).map(({ id }) => id);
  const cancelled = new Set(of("cancelled"));
  const wanted = [...of("confirmed"), ...names("Sales Order").filter((id) => cancelled.has(id))].sort();
  const states = there.map(({ plinth_id, docstatus }) => [plinth_id, docstatus]).sort();
  const questions = told.filter(({ question }) => question).flatMap(({ payments }) => payments);
  const entries = told.flatMap(({ payments }) => payments).filter((id) => !questions.includes(id));
  const links = await run(
    "select object_id from sync_links where organization_id = $1 and state <> 'in_sync' order by object_id",
    [organization],
  );
  const made = erp.log.filter(({ committed, doctype }) => committed === "made" && doctype === "Sales Order");
  return [
    ...same("orders in the ERP", names("Sales Order"), wanted),
    ...same("their states", states, wanted.map((id) => [id, cancelled.has(id) ? 2 : 1]).sort()),
    ...same("calls that made them", made.length, there.length),
    ...same("customers in the ERP", names("Customer"), Object.values(customers).sort()),
    ...same("items in the ERP", names("Item"), [...products].sort()),
    ...same("payments in the ERP", names("Payment Entry"), entries.sort()),
    ...same(
      "what is not in step",
      [],
      links.map(({ object_id }) => object_id),
    ),
  ];
}

/** Everything that an endpoint listens to, each under its number, the later never before the earlier. */
export async function wrongDeliveries(run: Run, { organization, endpoints }: Company): Promise<string[]> {
  const wrong: string[] = [];
  for (const { id, path, receiver, events } of endpoints) {
    const feed = await run(
      `select e.id, e.type from plinth.events e, webhook_progress p
        where e.organization_id = $1 and p.organization_id = e.organization_id and p.id = $2 and e.seq > p.began_seq
        order by e.seq`,
      [organization, id],
    );
    const nouns = events.map((pattern) => pattern.replace(/\.\*$/, ""));
    const wanted = feed.filter(({ type }) =>
      nouns.some((noun) => noun === "*" || String(type).startsWith(`${noun}.`)),
    );
    const taken = receiver.taken(path);
    const first = new Map(taken.map((one) => [one.number, one.id]));
    wrong.push(
      ...same(`holes of ${path}`, receiver.holes(path), []),
      ...same(`the greatest number of ${path}`, numbersOf(taken).at(-1), wanted.length),
      ...same(
        `what ${path} was told`,
        [...first].sort(([a], [b]) => a - b).map(([, event]) => event),
        wanted.map((event) => event.id),
      ),
      ...said(() => assertInOrder(taken)),
      ...said(() => assertWatermark(receiver.log.filter((one) => one.path === path))),
    );
  }
  return wrong;
}

/** Nothing waits for a person but what the stories leave, and no job gave up. */
export async function wrongInbox(run: Run, told: Told[]): Promise<string[]> {
  // a pull that fails five times comes again after ten minutes: nothing waits for it
  const items = await run(
    "select kind, key, because from plinth.inbox_items where settled_at is null and key not like '% integration.pull-changes %' order by key",
  );
  const dead = await run(
    "select kind, error_code, subject_id as id from plinth.jobs where state in ('dead', 'discarded') and kind <> 'integration.pull-changes' order by subject_id",
  );
  const questions = told.filter(({ question }) => question).flatMap(({ payments }) => payments);
  const wanted = questions.map((id) => `payment_mismatch paid_although_cancelled ${id}`).sort();
  return [
    ...same(
      "what waits for a person",
      wanted,
      items.map(({ key }) => key),
    ),
    ...same("jobs that gave up", [], dead),
  ];
}

function said(assertion: () => void): string[] {
  try {
    assertion();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
