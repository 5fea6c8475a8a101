/**
 * Everything that a run is about: processes and their PostgreSQL, companies with what they need outside, and between
 * all of them links that can fail.
 */
import { type Receiver, startReceiver, type Trouble } from "#fakes/receiver";
import { type FakeResend, type MailTrouble, startFakeResend } from "#fakes/resend";
import { execute } from "#harness/execute";
import { openPostgresProxy } from "#harness/postgres-proxy";
import { until } from "#harness/until";
import { type ClientLinks, openClientLinks } from "./client-links.ts";
import { type Company, openCompany } from "./company.ts";
import { type Death, type Fleet, startFleet } from "./fleet.ts";
import type { Letterbox } from "./honest-people.ts";
import { type Mortal, mortal } from "./mortal.ts";
import type { Run } from "./outside-books.ts";
import { type Random, random } from "./random.ts";

export type DatabaseLinks = Awaited<ReturnType<typeof openPostgresProxy>>;

export type World = {
  life: Mortal;
  fleet: Fleet;
  /** Of each process, by its place. */
  databaseLinks: Record<string, DatabaseLinks>;
  /** Of each process that is asked. */
  clientLinks: Record<string, ClientLinks>;
  companies: Company[];
  resend: FakeResend;
  receivers: Receiver[];
  /** The first organization, as its clients know it: at another process every time. */
  shop: { url: string; key: string; ended: AbortSignal };
  run: Run;
  /** Of everybody who has an address. */
  letters: Letterbox;
  /** Whether those who are told by webhooks take none. */
  outside: { away: boolean };
  /** Everybody outside has bad days from now on. */
  behaveBadly(): void;
  /** What goes wrong with the next calls of a company, before somebody pays, and before mails leave. */
  makeTrouble(company: Company): void;
  close(): Promise<void>;
};

/** Who takes requests; the third does jobs only. */
const asked = ["api", "all"];

/** @param plan the deaths at labelled points, by place: `api`, `all`, `worker` */
export async function openWorld(seed: number, plan: Record<string, Death[]>): Promise<World> {
  const chance = random(seed, "world");
  const over = new AbortController();
  const life = await mortal();
  const closing: (() => unknown)[] = [() => life.end()];
  const resend = await startFakeResend({ apiKey: "re_test" });
  const receivers = [await startReceiver(), await startReceiver()];
  closing.push(resend.close, ...receivers.map((receiver) => receiver.close));

  const databaseLinks: World["databaseLinks"] = {};
  const clientLinks: World["clientLinks"] = {};
  const outside = { away: false };
  const { APP_URL = "", SYSTEM_URL = "" } = life.environment;
  const ofPlace = async (name: string, port: number): Promise<Record<string, string>> => {
    const links = await openPostgresProxy(life.adminUrl);
    databaseLinks[name] = links;
    closing.push(links.close);
    if (asked.includes(name)) {
      const clients = await openClientLinks(port);
      clientLinks[name] = clients;
      closing.push(clients.close);
    }
    return { APP_URL: links.through(APP_URL), SYSTEM_URL: links.through(SYSTEM_URL), PROCESS_ROLE: name };
  };
  const environment = { ...life.environment, RESEND_URL: resend.url, JOB_LEASE_MS: "8000" };
  const fleet = await startFleet(environment, plan, ofPlace);
  closing.push(() => fleet.end());
  const urls = Object.values(clientLinks).map(({ url }) => url);
  const anywhere = () => urls[Math.floor(Math.random() * urls.length)] ?? "";
  await until("all processes to listen", fleet.full, 60_000);

  const secrets = new Map<Receiver, string[]>();
  const learn = (receiver: Receiver, secret: string): void => {
    secrets.set(receiver, [...(secrets.get(receiver) ?? []), secret]);
    receiver.knows(...(secrets.get(receiver) ?? []));
  };
  const companies: Company[] = [];
  closing.push(() => over.abort());
  for (const name of ["First GmbH", "Second GmbH"]) {
    const served = { anywhere, over: over.signal, chance: random(seed, name) };
    const company = await openCompany(served, await life.found(name), receivers, learn);
    companies.push(company);
    closing.push(company.close);
  }
  return {
    ...{ life, fleet, databaseLinks, clientLinks, companies, resend, receivers, outside },
    shop: {
      get url() {
        return anywhere();
      },
      key: life.key,
      ended: over.signal,
    },
    letters: (email) => resend.sent.findLast(({ to }) => to.includes(email))?.text,
    run: (text, values) => execute(life.adminUrl, text, values),
    behaveBadly: () => behaveBadly({ companies, resend, receivers, outside }, chance),
    makeTrouble: (company) => makeTrouble(company, resend, chance),
    async close() {
      over.abort();
      for (const close of closing.reverse()) await close();
    },
  };
}

/** One receiver does what comes to its mind, the other is away for its first requests. */
function behaveBadly(
  { companies, resend, receivers, outside }: Pick<World, "companies" | "resend" | "receivers" | "outside">,
  chance: Random,
): void {
  for (const { erp, stripe } of companies) {
    erp.hostility.lost = 0.3;
    erp.hostility.random = chance.throw;
    stripe.hostile.next("POST /v1/checkout", "hang_after_commit");
  }
  resend.next("hang_after_commit"); // until whoever waits is killed
  const [fickle, away] = receivers;
  let hung = 0;
  fickle?.misbehave((): Trouble | undefined => {
    if (outside.away) return { status: 503 };
    if (chance.throw() > 0.25) return undefined;
    return hung++ < 2 ? "hang" : chance.oneOf<Trouble>(["reset", "reset_after_taking", { status: 500 }]);
  });
  let times = 0;
  away?.misbehave(() => (outside.away || ++times <= 25 ? { status: 500 } : undefined));
}

function makeTrouble({ stripe }: Company, resend: FakeResend, chance: Random): void {
  const calls = ["POST /v1/payment_intents", "POST /v1/checkout", "POST /v1/refunds"];
  const troubles = ["500_after_commit", "reset_after_commit", "500", "429"] as const;
  if (chance.throw() < 0.5) stripe.hostile.next(chance.oneOf(calls), chance.oneOf(troubles));
  const mails: MailTrouble[] = ["500", "reset", "reset_after_commit", "429"];
  if (chance.throw() < 0.5) resend.next(chance.oneOf(mails));
}
