export { dayIn } from "./day-in.ts";

/** Time as rules see it. Production has one clock; tests hand in their own, which the database follows too. */
export type Clock = {
  now(): Date;
  /** What `plinth.now()` answers in the database: empty follows the database's own clock. */
  forDatabase(): string;
};

export const systemClock: Clock = { now: () => new Date(), forDatabase: () => "" };
