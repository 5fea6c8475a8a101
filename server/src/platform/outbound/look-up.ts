/**
 * Names become addresses by asking the name servers ourselves. The system's own look-up has two places in the whole
 * process, also for the database's name: a tenant whose name servers are silent would take them, and nobody would reach
 * anybody. It is asked, one name at a time, only for what the name servers do not know: names of the hosts file, short
 * names, and whatever else an operator's network has.
 */
import { lookup, Resolver } from "node:dns/promises";

export type FoundAddress = { address: string; family: number };

/** All addresses of a name. */
export type Lookup = (hostname: string) => Promise<FoundAddress[]>;

export type LookupOptions = {
  /** Name servers as `address:port`; absent: those of the machine, as they are at the moment. */
  servers?: string[];
  /** The system's own look-up. */
  system?: Lookup;
  /** For the first of two tries of each question. */
  timeoutMs?: number;
};

/** What speaks of the name and not of the server, or says that there is no server. */
const unknown = ["ENOTFOUND", "ENODATA", "ECONNREFUSED", "EBADNAME"];

export function createLookup({
  servers,
  system = systemLookup,
  timeoutMs = 2_000,
}: LookupOptions = {}): Lookup {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn: Lookup = (hostname) => {
    const found = turn.then(() => system(hostname));
    turn = found.catch(() => {});
    return found;
  };

  return async (hostname) => {
    if (/(^|\.)localhost\.?$/.test(hostname)) return await system(hostname);
    // made anew for each: it reads the machine's settings when it is made, and they change
    const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const found = [...addressesOf(six, 6), ...addressesOf(four, 4)];
    if (found.length > 0) return found;
    const failures = [four, six].map((one) => (one.status === "rejected" ? codeOf(one.reason) : ""));
    const silent = failures.findIndex((code) => !unknown.includes(code));
    if (silent < 0) return await inTurn(hostname);
    throw Object.assign(new Error(`the name servers answered ${failures[silent]}`), { code: "EAI_AGAIN" });
  };
}

const systemLookup: Lookup = (hostname) => lookup(hostname, { all: true });

function addressesOf(answer: PromiseSettledResult<string[]>, family: number): FoundAddress[] {
  return answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family })) : [];
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);
