/** What a kind of outside system is: what has to be told to reach it, and how one finds out whether it can be reached. */
import type { Static, TObject } from "typebox";
import { validator } from "#platform/action";
import type { Destination, Outbound } from "#platform/outbound";
import type { Connection } from "./connection.ts";

/** How a connector is tried out: nothing may change over there. */
export type ConnectionCall<Configuration, Credentials> = {
  connection: Connection;
  configuration: Configuration;
  credentials: Credentials;
  organizationId: string;
  /** Of the request that asks for it: its calls are found in the log by it. */
  requestId: string;
  /** Calls go to the connection's own destination: its breaker and its limits count them. */
  outbound: Pick<Outbound, "call" | "fetch">;
  signal: AbortSignal;
};

type Definition<Configuration extends TObject, Credentials extends TObject> = {
  /** `stripe`, `rest_erp` */
  name: string;
  /** As people call it: `Stripe`. */
  title: string;
  describe: string;
  /** Addresses and choices; closed, every property with a description. */
  configuration: Configuration;
  /** Secrets. Written, replaced, and never answered. */
  credentials: Credentials;
  /** Which kinds of data it can take; an organization may allow fewer. */
  allows: string[];
  /**
   * Names in the configuration that say where the credentials are sent. They are fixed when the connection is made, or
   * whoever may change a configuration would have the credentials sent to themselves.
   */
  fixed?: string[];
  /** How many calls at once, and how many a minute; absent is what destinations have. */
  concurrency?: number;
  perMinute?: number;
  /** @returns what was reached, if it is a text @throws `ConnectionFault`, or what the outbound client throws */
  test(call: ConnectionCall<Static<Configuration>, Static<Credentials>>): Promise<unknown>;
};

// the erased form, which the verbs handle: they check what they hand in against the connector's own schemas
export type Connector = Omit<Definition<TObject, TObject>, "test" | "fixed"> & {
  fixed: string[];
  /** @throws 422 with pointers under the prefix */
  checkConfiguration(value: unknown, prefix: string): void;
  checkCredentials(value: unknown, prefix: string): void;
  test(call: ConnectionCall<unknown, unknown>): Promise<unknown>;
};

/** What is wrong with a connection, for whoever set it up: no secret, no address and nothing that the other side wrote. */
export class ConnectionFault extends Error {
  override name = "ConnectionFault";
}

/** @throws at start-up when it is not named plainly, says nothing, or fixes what it does not have. */
export function defineConnector<Configuration extends TObject, Credentials extends TObject>(
  definition: Definition<Configuration, Credentials>,
): Connector {
  const { name, describe, configuration, credentials, fixed = [] } = definition;
  if (!/^[a-z][a-z0-9_]{1,39}$/.test(name)) throw new Error(`the connector "${name}" has no plain name`);
  if (describe.length < 10) throw new Error(`the connector "${name}" has no description`);
  const strange = fixed.filter((field) => configuration.properties[field] === undefined);
  if (strange.length > 0) throw new Error(`the connector "${name}" fixes what it does not have: ${strange}`);
  return {
    ...definition,
    fixed,
    checkConfiguration: validator(configuration),
    checkCredentials: validator(credentials),
    // whoever calls it has read both by the connector's own schemas
    test: definition.test as unknown as Connector["test"],
  };
}

/** Where the calls of a connection go, as the way out of the house knows it. */
export function destinationOf(
  { name, concurrency, perMinute }: Connector,
  id: string,
  ownerUserId: string | null,
): Destination {
  return {
    ...{ id, kind: name, ownerUserId },
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(perMinute === undefined ? {} : { perMinute }),
  };
}
