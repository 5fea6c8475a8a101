/** What the primary and its processes say to each other, over the channel between them. */
import type { Config } from "#config";

/** What a process serves with: never in its arguments nor, unless they were there before, in its environment. */
export type Handed = {
  /** Its place, from 1 on: whoever replaces it has the same. */
  number: number;
  config: Config;
  appUrl: string;
  systemUrl: string;
  secrets: string[];
};

export type ToProcess =
  | { say: "serve"; handed: Handed }
  | { say: "stop" }
  | { say: "are you there?" }
  /** What have you counted? */
  | { say: "figures"; ask: number }
  /** What all have counted. */
  | { say: "all figures"; ask: number; text: string };

export type ToPrimary =
  | { say: "here" }
  | { say: "listening"; url: string }
  | { say: "I am there" }
  /** It ends before it listens, and why, in words where a person can mend it. */
  | { say: "failed"; complaint: string }
  | { say: "figures"; ask: number; text: string }
  | { say: "all figures"; ask: number };
