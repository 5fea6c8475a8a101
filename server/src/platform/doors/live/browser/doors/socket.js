/** `GET /v1/events/socket`: a key goes along as a subprotocol, because a page sends no headers with a handshake. */
import { Problem } from "../asking.js";

/** @param {import("../follow.js").Opened} opened @returns {Promise<string>} why it ended */
export function socket({ asking, topics, after, signal, began, told }) {
  const query = new URLSearchParams({ after });
  if (topics.length > 0) query.set("topics", topics.join(","));
  if (asking.organization !== undefined && !asking.key.startsWith("plk_"))
    query.set("organization", asking.organization);
  const address = new URL(`/v1/events/socket?${query}`, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  const protocols = ["plinth.events.v1", ...(asking.key === "" ? [] : [`bearer.${asking.key}`])];

  return new Promise((resolve, reject) => {
    const made = new WebSocket(address, protocols);
    let ready = false;
    signal.addEventListener("abort", () => {
      made.close();
      resolve("You cut it.");
    });
    made.addEventListener("message", ({ data }) => {
      if (signal.aborted) return;
      const message = JSON.parse(data);
      if (message.type === "ready") {
        ready = true;
        began();
        told([], message.cursor);
      }
      if (message.type === "events") told(message.data, message.next_cursor);
      if (message.type === "cursor") told([], message.next_cursor);
    });
    made.addEventListener("close", ({ code, reason }) => {
      if (code === 4401) return reject(new Problem(401, { detail: reason }));
      if (code === 4410) return reject(new Problem(410, { detail: reason }));
      if (ready) return resolve(reason || `The connection was lost (close code ${code}).`);
      // a browser does not say why a handshake was refused: the page of the same events does
      whyRefused(asking, query).then(resolve, reject);
    });
  });
}

/** @param {import("../asking.js").Asking} asking @param {URLSearchParams} query */
async function whyRefused(asking, query) {
  query.delete("organization");
  query.set("limit", "1");
  await asking.ask("GET", `/v1/events?${query}`);
  return "The WebSocket was refused. Too many streams may be open, or a proxy on the way does not let it through.";
}
