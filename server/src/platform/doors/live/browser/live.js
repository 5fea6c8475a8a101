/** The page: whoever it is listens through three doors at once, sees whether they agree, and makes something happen. */
import { createAgreement } from "./agreement.js";
import { createAsking, Problem } from "./asking.js";
import { showColumn } from "./column.js";
import { offerDeed } from "./deed.js";
import { poll } from "./doors/poll.js";
import { serverSent } from "./doors/server-sent.js";
import { socket } from "./doors/socket.js";
import { follow } from "./follow.js";
import { html, part } from "./parts.js";
import { learnWho } from "./who.js";
import { fillWish, nameTopics, wishOf } from "./wish.js";

const doors = [
  { name: "sse", title: "Server-Sent Events", open: serverSent },
  { name: "socket", title: "WebSocket", open: socket },
  { name: "poll", title: "Long poll", open: poll },
];

const form = part("listen", HTMLFormElement);
const trouble = html("trouble");
const deed = offerDeed();
/** @type {{ stop(): void } | undefined} */
let listening;
/** Also while it is asked where to begin. */
let isWanted = false;
let turn = 0;

/** @param {boolean} asked whether somebody pressed the button: if not, having no session is no trouble */
async function listen(asked) {
  const mine = ++turn;
  listening?.stop();
  listening = undefined;
  isWanted = true;
  deed.forNobody();
  trouble.textContent = "";
  try {
    const made = await begin();
    if (mine === turn) listening = made();
  } catch (error) {
    if (mine !== turn) return;
    isWanted = false;
    const isStranger = error instanceof Problem && error.status === 401 && wishOf(form).key === "";
    if (isStranger && !asked) return;
    trouble.textContent = isStranger
      ? "Nobody is signed in here. Paste an API key, or sign in at /account and come back."
      : saidOf(error);
  }
}

/** @returns what starts the three: all of them behind one cursor */
async function begin() {
  const wish = wishOf(form);
  const asking = createAsking(wish);
  const me = await learnWho(asking);
  fillWish(form, me);
  const whole = createAsking({ ...wish, organization: me.organization });
  const { topics } = wish;
  const query = topics.length === 0 ? "" : `&topics=${encodeURIComponent(topics.join(","))}`;
  // also with "0" it is asked: what is refused is refused once, and in words
  const cursor = await nowCursor(whole, query);
  const after = wish.from === "now" ? cursor : wish.from;
  return () => {
    const agreement = createAgreement(doors, html("verdict"));
    const followed = doors.map((door) => {
      const column = showColumn(door.name, () => one.cut());
      const open = (/** @type {string} */ cursor, /** @type {import("./follow.js").Heard} */ heard) =>
        door.open({ asking: whole, topics, after: cursor, ...heard });
      const one = follow({ open, after, now: () => nowCursor(whole, query), door, column, agreement });
      return one;
    });
    deed.forSomebody(whole);
    const stop = () => {
      for (const one of followed) one.stop();
    };
    return { stop };
  };
}

/** @param {import("./asking.js").Asking} asking @param {string} query @returns {Promise<string>} */
async function nowCursor(asking, query) {
  return String((await asking.ask("GET", `/v1/events?after=now${query}`)).next_cursor);
}

/** @param {unknown} error */
function saidOf(error) {
  if (error instanceof Problem) return error.message;
  reportError(error);
  return "Something went wrong in this page. Reload it, and tell whoever runs this installation if it stays.";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void listen(true);
});
form.addEventListener("change", (event) => {
  nameTopics(form);
  const named = event.target instanceof HTMLElement ? event.target.getAttribute("name") : null;
  // a key is used when it is whole: by the button
  if (isWanted && named !== "key") void listen(true);
});
nameTopics(form);
void listen(false);
