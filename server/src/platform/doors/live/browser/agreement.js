/** Whether the doors tell the same: each without a hole, none twice, and the same event under the same number. */
import { html } from "./parts.js";

/**
 * @typedef {{ told: number, missing: number, twice: number, last: number | undefined, anew: boolean }} Count
 * @typedef {object} Agreement
 * @property {(door: string, anew?: boolean) => void} begins its numbers; anew: from wherever it stands by then
 * @property {(door: string, events: { id: string, seq: number }[]) => Count} told
 * @property {() => number} highest number that any door told
 */

/** Numbers of which it is remembered which event they are. */
const mostKept = 2_000;

/**
 * @param {{ name: string, title: string }[]} doors
 * @param {HTMLElement} place where the verdict stands
 * @returns {Agreement}
 */
export function createAgreement(doors, place) {
  /** @type {Map<string, Count>} */
  const counts = new Map();
  /** @type {Map<number, string>} */
  const ids = new Map();
  const different = new Set();
  /** All begin behind one cursor. @type {number | undefined} */
  let first;
  let highest = 0;

  const compare = (/** @type {{ id: string, seq: number }} */ { id, seq }) => {
    const known = ids.get(seq);
    if (known === undefined) ids.set(seq, id);
    else if (known !== id) different.add(seq);
    if (ids.size > mostKept) ids.delete(ids.keys().next().value ?? seq);
  };
  const show = () => {
    const { text, isWrong } = verdict(doors, counts, different);
    place.classList.toggle("wrong", isWrong);
    if (place.textContent !== text) place.textContent = text;
  };

  return {
    begins(door, anew = false) {
      counts.set(door, { ...nothing, anew });
      show();
    },
    told(door, events) {
      const count = counts.get(door);
      if (count === undefined) throw new Error(`${door} has not begun`);
      for (const event of events) {
        first ??= event.seq;
        const begins = count.anew ? event.seq : first;
        const expected = count.last === undefined ? begins : count.last + 1;
        if (event.seq < expected) count.twice++;
        else count.missing += event.seq - expected;
        count.last = Math.max(event.seq, count.last ?? 0);
        count.told++;
        highest = Math.max(highest, event.seq);
        compare(event);
      }
      show();
      return count;
    },
    highest: () => highest,
  };
}

/**
 * @param {{ name: string, title: string }[]} doors
 * @param {Map<string, Count>} counts
 * @param {Set<unknown>} different
 */
function verdict(doors, counts, different) {
  const all = doors.map(({ name, title }) => ({
    title,
    .../** @type {Count} */ (counts.get(name) ?? nothing),
  }));
  const wrong = all.flatMap(({ title, missing, twice }) => [
    ...(missing > 0 ? [`${title} misses ${events(missing)}.`] : []),
    ...(twice > 0 ? [`${title} told ${events(twice)} twice.`] : []),
  ]);
  if (different.size > 0)
    wrong.push(`The doors tell different events under number ${[...different].join(", ")}.`);
  if (wrong.length > 0) return { text: wrong.join(" "), isWrong: true };
  return { text: agreed(all), isWrong: false };
}

/** @param {(Count & { title: string })[]} all */
function agreed(all) {
  const last = Math.max(...all.map((each) => each.last ?? 0));
  if (last === 0)
    return `Nothing has happened since you began to listen. Press “${offered()}”, or do anything else.`;
  const behind = all.filter((each) => each.last !== last).map(({ title }) => title);
  if (behind.length > 0)
    return `${behind.join(" and ")} ${behind.length > 1 ? "are" : "is"} behind: the newest event is number ${last}.`;
  const most = Math.max(...all.map(({ told }) => told));
  return `All three doors told the same ${events(most)}, up to number ${last}: none is missing, none came twice.`;
}

const offered = () => html("do").textContent;

/** @type {Count} */
const nothing = { told: 0, missing: 0, twice: 0, last: undefined, anew: false };

/** @param {number} count */
const events = (count) => (count === 1 ? "1 event" : `${count} events`);
