/**
 * PostgreSQL without installing PostgreSQL: the server that `npm start` brings along.
 *
 * The cluster lives in the data directory, is started by whoever needs it first, shared by everyone who
 * comes while it runs, and stopped by the last one to leave. A crash of either side needs no repair.
 */
export { startEmbeddedPostgres } from "./start.ts";
export type { EmbeddedPostgres, EmbeddedPostgresWish } from "./words.ts";
export { EmbeddedPostgresError } from "./words.ts";
