import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  accessTokenSeconds,
  firstTurn,
  isNextDue,
  isPublished,
  nextTurn,
  soonestTurn,
  type Turn,
  whoSigns,
} from "./schedule.ts";

const minuteMs = 60_000;
const start = Date.parse("2026-11-21T08:00:00Z");
const at = (minutes: number) => new Date(start + minutes * minuteMs);

describe("the turns of signing keys", () => {
  test("at every minute of 70 days, whoever signs is known to every process and to a client that keeps keys for 5 minutes", () => {
    const kept: Turn[] = [];
    // two processes whose clocks differ by two minutes and that look a minute late
    const processes = [-1, 1].map((skew) => ({ skew, keys: [] as Turn[] }));
    const shown: string[][] = []; // what a client could fetch, minute by minute
    const signed: string[][] = [];
    const signers = new Set<string>();
    for (let minute = 0; minute < 70 * 24 * 60; minute++) {
      for (const process of processes) {
        const now = at(minute + process.skew);
        process.keys = structuredClone(kept);
        if (isNextDue(process.keys, now)) follow(kept, now);
        if (process.keys.length === 0) process.keys = structuredClone(kept);
      }
      const published = processes.map(({ keys, skew }) =>
        keys.filter((key) => isPublished(key, at(minute + skew))).map(({ kid }) => kid),
      );
      signed[minute] = processes.map(
        ({ keys, skew }) => whoSigns(keys, at(minute + skew))?.kid ?? assert.fail("nobody signs"),
      );
      shown[minute] = published.reduce((some, others) => some.filter((kid) => others.includes(kid)));
      const lifeMinutes = accessTokenSeconds / 60;
      for (const kid of signed.slice(Math.max(0, minute - lifeMinutes), minute + 1).flat()) {
        signers.add(kid);
        for (const keys of published) assert.ok(keys.includes(kid), `minute ${minute}: ${kid} is unknown`);
        const fetched = shown[Math.max(0, minute - 5)] ?? [];
        assert.ok(fetched.includes(kid) || minute < 5, `minute ${minute}: a client does not know ${kid}`);
      }
    }
    assert.deepEqual([...signers], ["key 0", "key 1", "key 2"]);
  });

  test("the first key of an installation signs at once, also by a clock that lags behind", () => {
    const first = { kid: "first", ...firstTurn(at(0)) };
    assert.equal(whoSigns([first], at(0)), first);
    assert.equal(whoSigns([first], at(-3)), first);
    assert.equal(whoSigns([], at(0)), undefined);
  });

  test("the next key is due a day before the turn of the last one ends, and begins where that one ends", () => {
    const first = firstTurn(at(0));
    const end = first.signsUntil.getTime();
    assert.equal(isNextDue([], at(0)), true);
    assert.equal(isNextDue([first], new Date(end - 24 * 60 * minuteMs)), false);
    assert.equal(isNextDue([first], new Date(end - 24 * 60 * minuteMs + 1)), true);
    assert.deepEqual(nextTurn(first, new Date(end - 60 * minuteMs)).signsFrom, first.signsUntil);
  });

  test("after a long rest the next key is published before it signs, and the old one goes on meanwhile", () => {
    const first = { kid: "first", ...firstTurn(at(0)) };
    const now = new Date(first.goneAt.getTime() + 100 * minuteMs);
    const turn = nextTurn(first, now);
    assert.deepEqual(turn.signsFrom, soonestTurn(now));
    assert.equal(whoSigns([first, { kid: "next", ...turn }], now), first);
  });
});

/** What the database does when a key is added. */
function follow(kept: Turn[], now: Date): void {
  const newest = kept.at(-1);
  const turn = newest === undefined ? firstTurn(now) : nextTurn(newest, now);
  kept.push({ kid: `key ${kept.length}`, ...turn });
  if (newest !== undefined) newest.signsUntil = turn.signsFrom;
}
