/**
 * Connects to checked addresses only. The name is looked up here and nowhere else, every address it has is checked,
 * and the socket goes to one of those: between the check and the connection nobody asks again, so that a name which
 * answers differently the second time (DNS rebinding) gains nothing. Literals never pass a look-up: they are checked
 * as they are written, after the URL's parser has brought `0177.1`, `2130706433` and their kin into one form.
 */
import { isIP, type LookupFunction } from "node:net";
import type { buildConnector } from "undici";
import { refusedAddress } from "./allowed-address.ts";
import { OutboundFailure } from "./failure.ts";
import type { FoundAddress, Lookup } from "./look-up.ts";

/** A name with more than that is tried at these only; all are checked. */
const mostTried = 6;

export type ConnectorOptions = {
  /** CIDRs that may be reached although they are private, and without encryption. */
  allow: readonly string[];
  lookup: Lookup;
  /** For the look-up and the handshakes together. */
  timeoutMs: number;
};

/** @param build the client's own way to connect */
export function guardedConnector(
  build: typeof buildConnector,
  options: ConnectorOptions,
): buildConnector.connector {
  const plain = connectorFor(build, options, false);
  const encrypted = connectorFor(build, options, true);
  return (wish, callback) => (wish.protocol === "https:" ? encrypted : plain)(wish, callback);
}

function connectorFor(
  build: typeof buildConnector,
  { allow, lookup, timeoutMs }: ConnectorOptions,
  encrypted: boolean,
): buildConnector.connector {
  const refusal = (address: string): OutboundFailure | undefined => {
    const because = refusedAddress(address, { encrypted, allow });
    if (because === undefined) return undefined;
    return new OutboundFailure("refused_address", because, { retryable: false });
  };
  const checked = async (hostname: string): Promise<FoundAddress[]> => {
    const found = await lookup(hostname);
    if (found.length === 0) throw Object.assign(new Error("no address"), { code: "ENOTFOUND" });
    for (const { address } of found) {
      const refused = refusal(address);
      if (refused !== undefined) throw refused;
    }
    return found.slice(0, mostTried);
  };
  const guardedLookup: LookupFunction = (hostname, { all }, done) => {
    checked(hostname).then(
      (found) => {
        const [first = { address: "", family: 0 }] = found;
        if (all) done(null, found);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, ""),
    );
  };
  const connect = build({
    lookup: guardedLookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_000,
    timeout: timeoutMs,
    allowH2: false,
  });

  return (wish, callback) => {
    const refused = isIP(wish.hostname) === 0 ? undefined : refusal(wish.hostname);
    if (refused !== undefined) return callback(refused, null);
    connect(wish, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      // the second lock: whatever a later version of the libraries does with the look-up
      const reached = refusal(socket.remoteAddress ?? "");
      if (reached === undefined) return callback(null, socket);
      socket.destroy();
      callback(reached, null);
    });
  };
}
