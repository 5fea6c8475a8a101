/** Where a page was reached from and where it leads to: addresses, tokens in them, what is kept on the way. */

/**
 * The address, if it is one of ours: whatever else is in `next`, nobody is led away. It is answered whole, because a
 * path such as `//evil` (which `/.//evil` becomes) would name another host.
 * @param {string | null | undefined} next
 * @param {string} [otherwise]
 */
export function localPlace(next, otherwise = "/account") {
  const home = new URL(otherwise, location.origin).href;
  if (typeof next !== "string" || !next.startsWith("/") || !URL.canParse(next, location.origin)) return home;
  const url = new URL(next, location.origin);
  return url.origin === location.origin ? url.href : home;
}

/** Where somebody wanted to go before they had to sign in. */
export const wanted = () => new URLSearchParams(location.search).get("next");

/**
 * The values of these parameters, which then leave the address bar and the history: they are secrets.
 * @param {string[]} names
 * @returns {Record<string, string | undefined>}
 */
export function takeFromAddress(...names) {
  const url = new URL(location.href);
  const taken = Object.fromEntries(names.map((name) => [name, url.searchParams.get(name) || undefined]));
  for (const name of names) url.searchParams.delete(name);
  history.replaceState(null, "", url);
  return taken;
}

/** Links between signing in and registering keep where somebody wanted to go. */
export function keepNext() {
  const next = wanted();
  if (next === null) return;
  for (const link of document.querySelectorAll("a[data-keep-next]")) {
    if (!(link instanceof HTMLAnchorElement)) continue;
    const url = new URL(link.href);
    url.searchParams.set("next", next);
    link.href = url.href;
  }
}

/** What must outlive a visit to another page, in this tab only. */
const kept = { invitation: "plinth.invitation", journey: "plinth.journey" };

/** @param {string | undefined} token */
export function keepInvitation(token) {
  if (token === undefined) sessionStorage.removeItem(kept.invitation);
  else sessionStorage.setItem(kept.invitation, token);
}
export const keptInvitation = () => sessionStorage.getItem(kept.invitation) ?? undefined;

/**
 * Off to another provider, who sends people back to `/account/callback/{provider}`.
 * @param {{ purpose: "login" | "link", next: string }} journey
 * @param {string} address
 */
export function travel(journey, address) {
  if (!/^https?:$/.test(new URL(address).protocol)) throw new Error("not an address of the web");
  sessionStorage.setItem(kept.journey, JSON.stringify(journey));
  location.assign(address);
}

/** @returns {{ purpose: "login" | "link", next: string }} */
export function journeysEnd() {
  const journey = JSON.parse(sessionStorage.getItem(kept.journey) ?? "{}");
  sessionStorage.removeItem(kept.journey);
  return { purpose: journey.purpose === "link" ? "link" : "login", next: localPlace(journey.next) };
}
