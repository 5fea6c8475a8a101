/** What is counted of the streams of this process. */
const streamFigures = {
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

type Labelled = [labels: Record<string, string>, figure: number][];

type Registering = {
  counter(name: string, labels: string[], help: string, figures: () => Labelled): unknown;
  gauges(name: string, labels: string[], help: string, figures: () => Labelled): unknown;
};

const each = (label: string, figures: Iterable<readonly [string, number]>): Labelled =>
  [...figures].map(([value, figure]) => [{ [label]: value }, figure]);

export function addStreamFigures({ gauges, counter }: Registering): void {
  gauges("plinth_streams_open", ["door"], "Streams of events that are open at this process.", () =>
    each("door", streamFigures.open),
  );
  counter(
    "plinth_stream_ends_total",
    ["code"],
    "Streams that ended, by why: gone is the client's own wish.",
    () => each("code", streamFigures.ends),
  );
  counter(
    "plinth_stream_events_total",
    [],
    "Events that were handed to streams, once for each of them.",
    () => [[{}, streamFigures.told]],
  );
}
