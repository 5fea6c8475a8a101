/** Asking for what is not one's own, and telling when the answer differs from that for what never existed. */
import { askAt } from "#harness/ask";
import { neverExisted } from "./population.fixture.ts";
import type { Probe, Request } from "./probes.fixture.ts";

/** The same request id both times, so that nothing in the answer may differ but what leaks. */
const requestId = "the-walls";
const changing = new Set(["date", "keep-alive", "connection"]);

export type Stranger = {
  /** Where the server is, with whose key it is asked, and with whose own session. */
  url: string;
  key: string;
  token: string;
  /** The stranger's object of a noun. */
  idOf(noun: string): string;
  /** Ids that no answer may tell. */
  secrets: Set<string>;
};

/** What answers differently for a real id than for one that never was, or tells what is not one's own. */
export async function breaches(
  asked: Probe[],
  { url, key, token, idOf, secrets }: Stranger,
): Promise<string[]> {
  const examine = async (probe: Probe): Promise<string[]> => {
    const [id, absent] = [idOf(probe.noun), neverExisted(idOf(probe.noun))];
    const credential = probe.by === "person" ? token : key;
    const [foreign, never] = await Promise.all([
      send(url, credential, probe.request(id)),
      send(url, credential, probe.request(absent)),
    ]);
    const isList = probe.operation.startsWith("GET") && !probe.operation.includes("{id}");
    const [seen, expected] = [comparable(foreign, id), comparable(never, absent)];
    const leaked = [...secrets].filter((known) => known !== id && foreign.text.includes(known));
    const told = foreign.headers.has("location") || (!isList && foreign.headers.has("etag"));
    return [
      ...(seen === expected ? [] : [`is ${seen.slice(0, 300)} and not ${expected.slice(0, 300)}`]),
      ...(foreign.status < 300 && !isList ? [`was answered ${foreign.status}`] : []),
      ...(told ? ["told where it is or which version it has"] : []),
      ...(leaked.length > 0 ? [`told ${leaked}`] : []),
    ].map((breach) => `${probe.operation} at ${probe.place} ${breach}`);
  };
  const found: string[] = [];
  for (let at = 0; at < asked.length; at += 8)
    found.push(...(await Promise.all(asked.slice(at, at + 8).map(examine))).flat());
  return found.slice(0, 10);
}

export type Seen = { status: number; headers: Headers; text: string };

export function send(
  url: string,
  key: string | undefined,
  { method, path, body, headers = {} }: Request,
): Promise<Seen> {
  return askAt(url, method, path, {
    ...(key === undefined ? {} : { key }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { ...headers, "x-request-id": requestId },
  });
}

/** All that a caller receives. The id that the caller sent is no news to them. */
export function comparable({ status, headers, text }: Seen, sent: string): string {
  const seen = [...headers].filter(([name]) => !changing.has(name)).map((header) => header.join(": "));
  return JSON.stringify([status, ...seen, text]).replaceAll(sent, "SENT");
}
