/** What changed in an ERP with a REST interface. */
import { type ErpAnswer, ErpFailure, type ErpKind, type Page, type TheirObject } from "./contract.ts";
import { type Calls, itemsIn, readAt, urlOf } from "./rest-ask.ts";
import type { Paging } from "./rest-configuration.ts";
import { kindOf, read } from "./rest-map.ts";
import { nameAt } from "./rest-places.ts";

/** `since`: what is asked for. `top`: the latest version seen in this round. The rest says where the round stands. */
type Cursor = { since: string; top: string; page: number; next: string | null };

/** A round that goes on and on is a mistake of theirs or of the configuration. */
const mostPages = 100_000;

export async function pull(kindName: ErpKind, cursor: string | undefined, calls: Calls): Promise<Page> {
  const kind = kindOf(calls.configuration, kindName);
  const { list } = kind;
  if (list === undefined) return { objects: [], cursor: cursor ?? "{}", more: false };
  const begin = list.begin ?? "1970-01-01T00:00:00Z";
  // as `pull` wrote it, or from before changes were asked for
  const stored = JSON.parse(cursor ?? "{}") as Partial<Cursor>;
  const from: Cursor = { since: begin, top: begin, page: 0, next: null, ...stored };
  if (from.page > mostPages)
    throw new ErpFailure("erp_endless", "The ERP's list does not come to an end.", { retryable: false });

  const url = placed(urlOf(calls, list, { since: from.since }), list.paging, from);
  const answered = await readAt(calls, url);
  if (answered === undefined)
    throw new ErpFailure("erp_refused", "The ERP has no such list.", { retryable: false });
  const items = itemsIn(answered.body, list.items);
  const objects = items.map((item) => read(kind, item, false));
  const next = followed(list.paging, from, objects, answered, url);
  return { objects, cursor: JSON.stringify(next.cursor), more: next.more };
}

function placed(url: URL, paging: Paging, { page, next }: Cursor): URL {
  if (paging.kind === "page" || paging.kind === "offset") {
    const { parameter, size_parameter, size } = paging;
    const place = paging.kind === "page" ? page + (paging.first ?? 1) : page * size;
    url.searchParams.set(parameter, String(place));
    if (size_parameter !== undefined) url.searchParams.set(size_parameter, String(size));
  }
  if (paging.kind === "cursor" && next !== null) url.searchParams.set(paging.parameter, next);
  return paging.kind === "link" && next !== null ? new URL(next) : url;
}

type Followed = { cursor: Cursor; more: boolean };

function followed(
  paging: Paging,
  from: Cursor,
  objects: TheirObject[],
  { body, answer }: { body: unknown; answer: ErpAnswer },
  url: URL,
): Followed {
  const top = objects.reduce((latest, { version }) => later(latest, version ?? ""), from.top);
  const ended: Followed = { cursor: { since: top, top, page: 0, next: null }, more: false };
  if (paging.kind === "none") return ended;
  if (paging.kind === "cursor" || paging.kind === "link") {
    const next = paging.kind === "cursor" ? nameAt(body, paging.next) : linkOf(answer, url);
    return next === null ? ended : { cursor: { ...from, top, page: from.page + 1, next }, more: true };
  }
  requireSorted(objects);
  if (objects.length < paging.size) return ended;
  // what changes moves to the end, and what was behind it moves up, over the edge of a page that was read already: so
  // the next page is asked for by the last version, and numbered only where a page is all of one version
  const last = objects.at(-1)?.version ?? from.since;
  return last === from.since
    ? { cursor: { since: from.since, top, page: from.page + 1, next: null }, more: true }
    : { cursor: { since: last, top, page: 0, next: null }, more: true };
}

function requireSorted(objects: TheirObject[]): void {
  objects.reduce((before, { version }) => {
    if (version === null || later(before, version) !== version)
      throw new ErpFailure("erp_not_sorted", "The ERP's list is not sorted by version, oldest first.", {
        retryable: false,
      });
    return version;
  }, "");
}

/** Versions are numbers or text that sorts. */
function later(a: string, b: string): string {
  const whole = /^\d{1,15}$/;
  if (whole.test(a) && whole.test(b)) return Number(b) >= Number(a) ? b : a;
  return b >= a ? b : a;
}

/** The address behind rel="next" of RFC 8288; `readAt` sees that it stays within the ERP's own. */
function linkOf({ headers }: ErpAnswer, url: URL): string | null {
  for (const link of (headers.get("link") ?? "").split(/,\s*(?=<)/)) {
    const target = /^<([^>]*)>.*;\s*rel="?next"?\s*(;|$)/i.exec(link)?.[1];
    if (target !== undefined && URL.canParse(target, url.href)) return new URL(target, url).href;
  }
  return null;
}
