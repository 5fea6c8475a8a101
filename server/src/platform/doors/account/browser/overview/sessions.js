import { onClick } from "../forms.js";
import { button, fill, html } from "../parts.js";
import { say, since, word } from "../words.js";
import { deviceName } from "./device.js";
import { list, rowButton } from "./list.js";
import { askAsMe } from "./me.js";
import { makeSure } from "./sure.js";

/** @typedef {{ id: string, current: boolean, kind: string, user_agent: string | null, address: string | null, last_seen_at: string }} Session */

export function showSessions() {
  const load = async () => {
    /** @type {Session[]} */
    const sessions = (await askAsMe("GET", "/v1/me/sessions")).data;
    html("end-all-line").hidden = sessions.every(({ current }) => current);
    return sessions.sort((a, b) => Number(b.current) - Number(a.current));
  };
  const refresh = list("sessions", load, (row, session) => showSession(row, session, refresh));
  onClick(button("end-all"), html("sessions-message"), async () => {
    await makeSure({ title: word("all_title"), text: word("all_text"), yes: word("all_yes") });
    await askAsMe("POST", "/v1/me/sessions/end_all", { keep_current: true });
    await refresh();
    say(word("all_ended"));
  });
}

/**
 * @param {HTMLElement} row
 * @param {Session} session
 * @param {() => Promise<void>} refresh
 */
function showSession(row, { id, current, kind, user_agent, address, last_seen_at }, refresh) {
  const program = kind === "token" ? word("session_program") : undefined;
  fill(row, {
    device: deviceName(user_agent),
    tag: current ? word("this_device") : program,
    address: address === null ? undefined : `${address},`,
    seen: word("session_seen", { when: since(last_seen_at) }),
  });
  // this one ends by signing out
  rowButton(row, "end").hidden = current;
  onClick(rowButton(row, "end"), html("sessions-message"), async () => {
    await askAsMe("DELETE", `/v1/me/sessions/${id}`);
    await refresh();
    say(word("session_ended"));
  });
}
