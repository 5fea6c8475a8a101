/**
 * Where a reader is. Whoever reads the whole feed names its plain position. Everybody else would learn from it how much
 * happens that is not theirs: their cursor is sealed, and carries beside the position how many events they were shown, so
 * that their numbers have no hole wherever they go on. Nothing is kept for them: any process can read it.
 */
import { defineProblem, unknownParameter } from "#platform/errors";
import type { Bounds } from "#platform/events";
import type { KeyRing } from "#platform/secrets";

export const resyncRequired = defineProblem({
  code: "resync_required",
  status: 410,
  title: "The stream cannot be continued from there",
  describe:
    "The cursor is older than the events that are kept, ahead of a feed that was restored, or was given out to somebody who sees more or less than you. What happened in between cannot be told: read the lists that you show once more, then go on with `after=now`.",
});

/** In the feed, and how many events of it the reader was shown; for whoever reads all of it these are the same. */
export type Place = { seq: number; shown: number };

const purpose = "feed cursor";

export type Cursors = {
  write(organizationId: string, place: Place, full: boolean): string;
  /**
   * @param given absent, or 0: from the beginning of what is kept
   * @returns `now` for the end of the feed, wherever that is
   * @throws 400 for what is no cursor, 410 for one that was given to another kind of reader
   */
  read(organizationId: string, given: string | undefined, full: boolean): Place | "now";
};

/** @throws 410 where the feed cannot be continued from there */
export function checkKept({ seq }: Place, { head, removed_up_to }: Bounds): void {
  // the beginning is wherever what is kept begins
  if (seq > 0 && seq < removed_up_to) throw resyncRequired("What follows this cursor is no longer kept.");
  if (seq > head) throw resyncRequired("This cursor is ahead of the feed, which was restored.");
}

export function createCursors(keyRing: Pick<KeyRing, "seal" | "open">): Cursors {
  const open = (organizationId: string, text: string): Place => {
    const [organization, seq, shown] = JSON.parse(keyRing.open(purpose, text)) as [string, number, number];
    if (organization !== organizationId) throw new Error("a cursor of another organization");
    return { seq, shown };
  };

  return {
    write: (organizationId, { seq, shown }, full) =>
      full ? String(seq) : keyRing.seal(purpose, JSON.stringify([organizationId, seq, shown])),

    read(organizationId, given, full) {
      if (given === undefined || given === "0") return { seq: 0, shown: 0 };
      if (given === "now") return "now";
      const plain = /^\d{1,16}$/.test(given) ? Number(given) : undefined;
      if (plain !== undefined && !full)
        throw resyncRequired("This cursor counts the whole feed, of which you see a part.");
      const place = plain === undefined ? opened(open, organizationId, given) : { seq: plain, shown: plain };
      if (full) place.shown = place.seq; // who reads all of it now is shown all of it from there on
      return place;
    },
  };
}

function opened(
  open: (organizationId: string, text: string) => Place,
  organizationId: string,
  given: string,
): Place {
  try {
    return open(organizationId, given);
  } catch {
    throw unknownParameter(
      '"after" is not a cursor of these events. Pass the cursor of the page or event before, unchanged, or "now".',
    );
  }
}
