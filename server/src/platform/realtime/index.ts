/** The feed for those who watch it: pages, and streams that nobody has to ask. */
export { type Cursors, type Place, resyncRequired } from "./cursor.ts";
export { closeCodes, type Ending, endings } from "./ending.ts";
export { createFeed, type Feed, type PageWish } from "./feed.ts";
export type { Shown } from "./reader.ts";
export { budgetBytes, type Format, type Sink } from "./stream.ts";
export { type StreamLimits, tooManyStreams } from "./stream-limit.ts";
export { createStreams, type OpenStream, type Streams, type StreamWish } from "./streams.ts";
