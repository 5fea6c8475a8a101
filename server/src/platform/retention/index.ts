/** How long what only grows is kept, by each organization's choice. */
export { defineRetention, type Retention } from "./define-retention.ts";
export { retentionModule } from "./jobs.ts";
