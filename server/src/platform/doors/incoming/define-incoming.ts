/** A door for an outside system that tells us something: it has no credential of ours, and signs what it says. */
import type { IncomingHttpHeaders } from "node:http";
import type { Services } from "#platform/action";
import type { Clock } from "#platform/clock";
import type { Tx } from "#platform/db";
import type { Problem, RaiseProblem } from "#platform/errors";

export type IncomingServices = Pick<Services, "lookUp" | "keyRing" | "webhookSecrets"> & { clock: Clock };

export type Asked = {
  /** Of the path. Those named `…_id` are UUIDs. */
  parameters: Record<string, string>;
  /** One that is sent twice is joined by commas, as HTTP has it. */
  headers: Record<string, string | undefined>;
  /** As it came, not read by anybody: what is signed are these bytes. */
  rawBody: Buffer;
};

export type Received =
  | { refused: Problem }
  /** Rightly signed, and nothing that anybody here is concerned by: answered like what is kept, or it would come again. */
  | { ignored: true }
  | {
      organizationId: string;
      /** Keeps what was told, in one transaction of the organization's system; what it means is a job's work. */
      store(tx: Tx): Promise<void>;
    };

export type Incoming = {
  /** `stripe_webhooks.receive`: plural noun, verb. */
  name: string;
  door: `POST /v1/webhooks/${string}`;
  describe: string;
  /** Why nobody is asked who they are. */
  because: string;
  mostBytes: number;
  fails: RaiseProblem[];
  /**
   * Before anything is kept: whose it is, and whether it is signed. Nothing of the body is believed, or parsed, before
   * its signature was verified.
   */
  receive(asked: Asked, services: IncomingServices): Promise<Received>;
};

const largest = 1024 * 1024;

/** @throws at start-up when it does not say why it is open to everybody, or takes more than a request may have. */
export function defineIncoming(incoming: Incoming): Incoming {
  const { name, describe, because, mostBytes } = incoming;
  if (!/^[a-z_]+\.[a-z_]+$/.test(name))
    throw new Error(`the incoming door "${name}" is not named plural.verb`);
  if (describe.length < 10) throw new Error(`the incoming door "${name}" has no description`);
  if (because.length < 10)
    throw new Error(`the incoming door "${name}" does not say why it needs no permission`);
  if (mostBytes < 1 || mostBytes > largest)
    throw new Error(`the incoming door "${name}" takes between 1 byte and ${largest}`);
  return incoming;
}

export function headersOf(headers: IncomingHttpHeaders): Asked["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : value]),
  );
}
