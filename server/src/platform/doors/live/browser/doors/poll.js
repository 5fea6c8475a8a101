/** `GET /v1/events?wait=`: one request after the other, each of which waits for what comes next. */

/** @param {import("../follow.js").Opened} opened @returns {Promise<string>} why it ended */
export async function poll({ asking, topics, after, signal, began, told }) {
  let cursor = after;
  // the first answers at once: it shows that the door works
  for (let wait = 0; ; wait = 20) {
    const query = new URLSearchParams({ after: cursor, limit: "200", wait: String(wait) });
    if (topics.length > 0) query.set("topics", topics.join(","));
    const page = await asking.ask("GET", `/v1/events?${query}`, { signal });
    cursor = page.next_cursor ?? cursor;
    began();
    told(page.data, cursor);
    if (page.data.length === 200) wait = 0;
  }
}
