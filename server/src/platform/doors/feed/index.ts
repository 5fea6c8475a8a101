/** The door of the feed. */
export { feedQuery } from "./feed-query.ts";
