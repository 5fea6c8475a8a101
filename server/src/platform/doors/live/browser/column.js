/** One door on the page: its state, its cursor, what it told last, and the button that cuts it. */
import { html, part, slot } from "./parts.js";

/** @typedef {import("./follow.js").FeedEvent} FeedEvent */

/**
 * @typedef {object} Column
 * @property {(name: "idle" | "connecting" | "live" | "cut" | "away" | "refused", text: string) => void} state
 * @property {() => boolean} isLive
 * @property {(words: string | undefined) => void} offers what its button does; nothing where there is nothing to do
 * @property {(events: FeedEvent[], told: Told) => void} tell
 *
 * @typedef {{ cursor: string, upTo: number, told: number, missing: number, twice: number }} Told
 */

const mostShown = 30;

/**
 * Begins empty.
 * @param {string} name
 * @param {() => void} pressed
 * @returns {Column}
 */
export function showColumn(name, pressed) {
  const column = html(name);
  const state = slot(column, "state");
  const button = freshButton(column);
  const title = column.querySelector("h2")?.textContent ?? name;
  const list = column.querySelector("ol") ?? column;
  list.replaceChildren();
  for (const fact of ["cursor", "told", "gaps", "lag"]) slot(column, fact).textContent = "–";
  slot(column, "empty").hidden = false;
  button.addEventListener("click", pressed);

  return {
    state(now, text) {
      state.dataset.state = now;
      if (state.textContent !== text) state.textContent = text;
    },
    isLive: () => state.dataset.state === "live",
    offers(words) {
      button.disabled = words === undefined;
      if (words === undefined) return;
      button.textContent = words;
      button.setAttribute("aria-label", `${words}: ${title}`);
    },
    tell(events, { cursor, upTo, told, missing, twice }) {
      const shown = slot(column, "cursor");
      shown.textContent = cursor;
      shown.title = cursor;
      slot(column, "told").textContent = String(told);
      slot(column, "gaps").textContent =
        missing + twice === 0 ? "none" : `${missing} missing, ${twice} twice`;
      slot(column, "empty").hidden = told > 0;
      for (const event of events.slice(-mostShown)) {
        const lag = event.seq <= upTo ? "caught up" : lagOf(event);
        if (event.seq > upTo) slot(column, "lag").textContent = lag;
        list.prepend(rowOf(event, lag));
      }
      while (list.childElementCount > mostShown) list.lastElementChild?.remove();
    },
  };
}

/** Without what an earlier listening does when it is pressed. @param {HTMLElement} column */
function freshButton(column) {
  const old = column.querySelector("button");
  const button = old?.cloneNode(true);
  if (!(button instanceof HTMLButtonElement)) throw new Error("a column has a button");
  old?.replaceWith(button);
  return button;
}

const timeOfDay = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** @param {FeedEvent} event @param {string} lag */
function rowOf({ type, seq, subject, occurred_at }, lag) {
  const row = part("event", HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(row instanceof HTMLElement)) throw new Error("the template of an event is empty");
  slot(row, "type").textContent = type;
  slot(row, "number").textContent = `#${seq}`;
  const about = slot(row, "subject");
  about.textContent = `${subject.type} …${subject.id.slice(-6)}`;
  about.title = subject.id;
  const time = slot(row, "time");
  time.textContent = timeOfDay.format(new Date(occurred_at));
  time.setAttribute("datetime", occurred_at);
  slot(row, "lag").textContent = lag;
  row.classList.toggle("late", lag === "caught up");
  return row;
}

/** From the deed to here, by the clocks of both machines. @param {FeedEvent} event */
function lagOf({ occurred_at }) {
  const ms = Math.max(Math.round(Date.now() - new Date(occurred_at).getTime()), 0);
  return ms < 10_000 ? `${ms} ms` : "earlier";
}
