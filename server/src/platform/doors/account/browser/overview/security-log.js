import { fill } from "../parts.js";
import { atMinute, findWord, word } from "../words.js";
import { deviceName } from "./device.js";
import { list } from "./list.js";
import { askAsMe } from "./me.js";

/** @typedef {{ action: string, outcome: string, address: string | null, user_agent: string | null, occurred_at: string }} Entry */

export function showSecurityLog() {
  const load = async () => (await askAsMe("GET", "/v1/me/security_log?limit=20")).data;
  list("security-log", load, showEntry);
}

/**
 * @param {HTMLElement} row
 * @param {Entry} entry
 */
function showEntry(row, { action, outcome, address, user_agent, occurred_at }) {
  // asking for the second step is how a login goes on, and no refusal
  const bad = outcome === "done" || outcome === "mfa_required" ? undefined : word("refused");
  fill(row, {
    what: readable(action),
    outcome: bad,
    device: `${deviceName(user_agent)}${address === null ? "" : ","}`,
    address: address ?? undefined,
    when: atMinute(occurred_at),
  });
}

/** In words, or as the verb is named in the API, set like a sentence: "me.remove_passkey" is "Remove passkey". */
function readable(/** @type {string} */ action) {
  const known = findWord(`did ${action}`);
  if (known !== undefined) return known;
  const text = (action.split(".").at(-1) ?? action).replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
