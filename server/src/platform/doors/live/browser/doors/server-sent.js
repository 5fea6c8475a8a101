/** `GET /v1/events/stream`, read by fetch: an EventSource sends no key, and does not say why it was refused. */
import { Problem } from "../asking.js";

/** @typedef {import("../follow.js").Opened} Opened */

/** @param {Opened} opened @returns {Promise<string>} why it ended */
export async function serverSent({ asking, topics, after, signal, began, told }) {
  const query = topics.length === 0 ? "" : `?topics=${encodeURIComponent(topics.join(","))}`;
  // as a browser's own EventSource comes back
  const headers = { accept: "text/event-stream", "last-event-id": after };
  const response = await asking.send("GET", `/v1/events/stream${query}`, { headers, signal });
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error("an answer without a body is no stream");
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done) return "The connection was lost.";
    text += decoder.decode(value, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const { id, event, data } of blocks.map(messageIn)) {
      if (event === "end") return ended(JSON.parse(data));
      if (id === "") continue;
      began();
      told(data === "" ? [] : [JSON.parse(data)], id);
    }
  }
}

/** @param {string} block */
function messageIn(block) {
  const lines = block.split("\n");
  const field = (/** @type {string} */ name) =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
  return { id: field("id"), event: field("event"), data: field("data") };
}

/** @param {{ code: string, detail: string }} ending */
function ended({ code, detail }) {
  if (code === "unauthenticated") throw new Problem(401, { code, detail });
  if (code === "resync_required") throw new Problem(410, { code, detail });
  return detail;
}
