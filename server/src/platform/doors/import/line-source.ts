/**
 * The lines of a second file, handed out by key. Two files in the same order need no memory; lines that stand
 * elsewhere are held until their head row comes, up to a limit.
 */
import { ImportComplaint } from "./complaint.ts";
import type { Row } from "./row.ts";

/** About 200 MB of rows: more means that the files should be sorted alike. */
const mostHeld = 200_000;

export type LineSource = {
  /** All lines with this key. @throws ImportComplaint when too many others stand before them. */
  take(key: string): Promise<Row[]>;
  /** Lines that nobody has taken, in the end. */
  rest(): AsyncGenerator<Row>;
};

export function createLineSource(
  rows: AsyncGenerator<Row>,
  keyOf: (row: Row) => string,
  most = mostHeld,
): LineSource {
  const held = new Map<string, Row[]>();
  let count = 0;
  let ahead: Row | undefined;
  let ended = false;

  const next = async (): Promise<Row | undefined> => {
    const row = ahead ?? (ended ? undefined : (await rows.next()).value);
    ahead = undefined;
    if (row === undefined) ended = true;
    return row;
  };
  const hold = (key: string, row: Row) => {
    if (++count > most) {
      throw new ImportComplaint([
        `More than ${most} lines of ${row.header.file} wait for their head row (line ${row.line}). Sort both files by the columns that join them.`,
      ]);
    }
    const same = held.get(key);
    if (same === undefined) held.set(key, [row]);
    else same.push(row);
  };

  return {
    async take(key) {
      const taken = held.get(key) ?? [];
      held.delete(key);
      count -= taken.length;
      for (let row = await next(); row !== undefined; row = await next()) {
        const own = keyOf(row);
        if (own === key) taken.push(row);
        else if (taken.length === 0) hold(own, row);
        else {
          ahead = row; // its turn comes with a later head row; more of ours may follow and are then unclaimed
          break;
        }
      }
      return taken;
    },
    async *rest() {
      for (const rows of held.values()) yield* rows;
      for (let row = await next(); row !== undefined; row = await next()) yield row;
    },
  };
}
