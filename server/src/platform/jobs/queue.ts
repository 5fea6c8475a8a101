/** Queues: which jobs wait for one another, and how many may be under way. */

export type Queue = {
  name: string;
  /** Under way in one process. */
  perProcess: number;
  /** Under way in all processes together; absent is no limit. */
  concurrency?: number;
  /** Begun in all processes together; absent is no limit. */
  perMinute?: number;
};

/** Work of our own beside calls that wait for strangers: none of the queues fills the other's places. */
export const usualQueues: readonly Queue[] = [
  { name: "default", perProcess: 16 },
  // confirmations and whatever people wait for
  { name: "mail", perProcess: 8 },
  // calls to connections: most of the time is spent waiting
  { name: "outside", perProcess: 24 },
  // deliveries to webhook endpoints, which are the slowest of all
  { name: "webhooks", perProcess: 48 },
];
