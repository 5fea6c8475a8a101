/** What deeds and queries may reach besides their transaction. Made by the composition root, one per application. */
import type { Database } from "#platform/db";
import type { Attempts, ExportLimit } from "#platform/limits";
import type { Providers } from "#platform/oidc";
import type { Outbound } from "#platform/outbound";
import type { Passwords } from "#platform/passwords";
import type { Feed } from "#platform/realtime";
import type { KeyRing } from "#platform/secrets";
import type { Signer } from "#platform/tokens";
import type { RecordAsked } from "./record-asked.ts";

export type Services = {
  /** One statement as plinth_system, before anybody is known. Knows no organization: for people's verbs only. */
  lookUp: Database["lookUp"];
  /** One read under the caller's context. */
  read: Database["read"];
  /** Rows too many for one answer, under the caller's context. */
  stream: Database["stream"];
  /** How many such answers an organization may have under way, and for how long. */
  exports: ExportLimit;
  /** Writes into the trail that something was asked; resolves when that is committed. */
  record: RecordAsked;
  /** The feed of events. */
  feed: Pick<Feed, "page">;
  keyRing: KeyRing;
  /** Signs access tokens. */
  signer: Pick<Signer, "sign" | "verify">;
  passwords: Pick<Passwords, "hash" | "verify">;
  /** Counts of failed attempts. */
  attempts: Attempts;
  /** Outside providers that people may log in with. */
  providers: Providers;
  /** Calls to outside systems. Never within a transaction. */
  outbound: Pick<Outbound, "call" | "fetch" | "objection">;
  /** Where people reach this installation; an origin without a slash at its end. */
  publicUrl: string;
  /** What providers of the whole installation sign with when they tell it something, by the provider's name. */
  webhookSecrets: Readonly<Record<string, readonly string[]>>;
};
