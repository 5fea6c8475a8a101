/** Facts: declared, emitted inside a deed, moved by the relay, read from the feed. */
export { type Canary, type CanaryPace, startCanary, usualPace } from "./canary.ts";
export {
  type DefinedEvent,
  defineEvent,
  type EventKind,
  eventKinds,
  type Fact,
  takeFacts,
} from "./define-event.ts";
export { forgetEvents, forgetEventsAfter } from "./forgetting.ts";
export { type News, openNews } from "./news.ts";
export { type Relay, startRelay } from "./relay.ts";
export {
  type Bounds,
  type Found,
  readBounds,
  readEventsBehind,
  type StoredEvent,
} from "./stored-event.queries.ts";
