/** What deeds and queries may reach besides their transaction. Made by the composition root, one per application. */
import type { Database } from "#platform/db";
import type { KeyRing } from "#platform/secrets";

export type Services = {
  /** One statement as plinth_system, before anybody is known. Knows no organization: for people's verbs only. */
  lookUp: Database["lookUp"];
  /** One read under the caller's context. */
  read: Database["read"];
  keyRing: KeyRing;
  /** Where people reach this installation; an origin without a slash at its end. */
  publicUrl: string;
};
