/** Keeps one door open: after a cut, and after whatever happens on the way, it goes on from its last cursor. */
import { Problem } from "./asking.js";

/**
 * @typedef {{ id: string, seq: number, type: string, subject: { type: string, id: string }, occurred_at: string }} FeedEvent
 *
 * @typedef {object} Heard
 * @property {AbortSignal} signal
 * @property {() => void} began
 * @property {(events: FeedEvent[], cursor: string) => void} told
 *
 * @typedef {{ asking: import("./asking.js").Asking, topics: string[], after: string } & Heard} Opened
 *
 * @typedef {object} Journey
 * @property {(cursor: string, heard: Heard) => Promise<string>} open
 * @property {string} after
 * @property {() => Promise<string>} now the cursor of this moment
 * @property {{ name: string, title: string }} door
 * @property {import("./column.js").Column} column
 * @property {import("./agreement.js").Agreement} agreement
 */

/** So long it stays away after a cut, for something to happen meanwhile. */
const cutMs = 10_000;
const longestRestMs = 10_000;

/** @param {Journey} journey */
export function follow({ open, after, now, door, column, agreement }) {
  let cursor = after;
  let stopped = false;
  let failures = 0;
  let turn = new AbortController();
  /** Ends the rest that it takes, if it takes one. */
  let comeBack = () => {};

  const rest = (/** @type {number} */ ms, /** @type {(seconds: number) => void} */ show) =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        const until = performance.now() + ms;
        const look = () => {
          const left = until - performance.now();
          if (left <= 0) return comeBack();
          if (Number.isFinite(ms)) show(Math.ceil(left / 1000));
        };
        const timer = setInterval(look, 250);
        comeBack = () => {
          clearInterval(timer);
          comeBack = () => {};
          resolve();
        };
        look();
      })
    );

  const openOnce = async () => {
    turn = new AbortController();
    const { signal } = turn;
    column.state("connecting", "Connecting …");
    const upTo = agreement.highest();
    const began = () => {
      failures = 0;
      column.state("live", "Live");
      column.offers("Cut");
    };
    const told = (/** @type {FeedEvent[]} */ events, /** @type {string} */ next) => {
      if (signal.aborted) return;
      cursor = next;
      const facts = agreement.told(door.name, events);
      column.tell(events, { cursor, upTo, ...facts });
    };
    return await open(cursor, { signal, began, told });
  };

  const go = async () => {
    while (!stopped) {
      /** @type {unknown} */
      let why;
      try {
        why = await openOnce();
      } catch (error) {
        why = error;
      }
      if (stopped) return;
      column.offers("Come back now");
      if (turn.signal.aborted) {
        await rest(cutMs, (s) => column.state("cut", `You cut it. It comes back in ${s} s.`));
      } else if (why instanceof Problem && why.status === 410) {
        column.state("away", `${why.message} It begins anew from now.`);
        agreement.begins(door.name, true);
        cursor = await now().catch(() => cursor);
        await rest(restMs(), () => {});
      } else if (why instanceof Problem && [400, 401, 403].includes(why.status)) {
        column.offers("Try again");
        column.state("refused", why.message);
        await rest(Number.POSITIVE_INFINITY, () => {});
      } else {
        const words = why instanceof Error ? why.message : String(why);
        await rest(restMs(), (s) => column.state("away", `${words} It comes back in ${s} s.`));
      }
    }
  };

  const restMs = () => Math.min(1_000 * 2 ** failures++, longestRestMs);

  agreement.begins(door.name);
  void go();
  return {
    /** Cuts it where it is open, and lets it come back where it is not. */
    cut() {
      if (column.isLive()) turn.abort();
      else comeBack();
    },
    stop() {
      stopped = true;
      turn.abort();
      comeBack();
      column.state("idle", "Not listening");
      column.offers(undefined);
    },
  };
}
