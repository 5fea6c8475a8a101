/** What is counted of the streams of this process. */
export const streamFigures = {
  open: new Map<string, number>(),
  ends: new Map<string, number>(),
  told: 0,
};

/** @param change 1 when one begins, −1 when it ends */
export function noteStreams(door: "sse" | "socket", change: 1 | -1): void {
  streamFigures.open.set(door, (streamFigures.open.get(door) ?? 0) + change);
}

/** @param code why it ended: a bounded set */
export function countStreamEnd(code: string): void {
  streamFigures.ends.set(code, (streamFigures.ends.get(code) ?? 0) + 1);
}

/** Events that were handed to a stream. */
export function countTold(events: number): void {
  streamFigures.told += events;
}
