/**
 * All calls to the outside: one client, guarded against leading us where we should not go, bounded in time and size,
 * with a breaker per destination. Whoever calls gets an answer, whatever its status, or an `OutboundFailure`.
 */
import type { Agent } from "undici";
import type { Logger } from "#platform/telemetry";
import { countCall } from "#platform/telemetry";
import { askedUrl, loggedUrl, objectionTo } from "./asked-url.ts";
import { type Admission, type BreakerOptions, createBreaker, type DestinationKey } from "./breaker.ts";
import { type Exchange, exchange, type RawAnswer } from "./exchange.ts";
import { OutboundFailure } from "./failure.ts";
import { failureOf } from "./failure-of.ts";
import { guardedConnector } from "./guarded-connector.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { createLookup, type Lookup } from "./look-up.ts";
import { traceparent } from "./trace.ts";

export type Limits = {
  /** From the first thing done to the last byte read. Absent: 20 seconds. */
  timeoutMs?: number;
  /** Of silence. Absent: 10 seconds. */
  idleMs?: number;
  /** Of the answer's body, packed and unpacked. Absent: 1 MiB. */
  mostBytes?: number;
};

export type OutboundCall = Limits & {
  /** Whose breaker guards it; absent: none. */
  destination?: DestinationKey | undefined;
  method: string;
  url: string | URL;
  headers?: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Sent as `Idempotency-Key`. */
  idempotencyKey?: string | undefined;
  /** Of the request or the job that calls: names the trace. */
  requestId?: string | undefined;
};

export type Answer = { status: number; headers: Headers; body: string; durationMs: number };

export type Outbound = {
  /**
   * Any status is an answer, but a redirect.
   * @throws OutboundFailure, or the reason of `signal` when that ends it
   */
  call(call: OutboundCall, signal?: AbortSignal): Promise<Answer>;
  /** The same as a `fetch`, for libraries that bring their own client: bodies are read whole, redirects are failures. */
  fetch(destination?: DestinationKey, limits?: Limits & { requestId?: string }): typeof fetch;
  /** Why a URL would never be called, in a sentence, as far as it shows without looking its name up. */
  objection(url: string): string | undefined;
  /** Cuts off what is under way, which says nothing against its destination, and writes down what is left to say. */
  stop(): Promise<void>;
};

export type OutboundOptions = BreakerOptions & {
  /** CIDRs that may be reached although they are private, and without encryption. */
  allow: readonly string[];
  /** How names become addresses; absent: by the machine's name servers. */
  lookup?: Lookup;
};

/** 401 and 403: what we know of it is wrong. */
const refusesUs = new Set([401, 403]);
const connectTimeoutMs = 10_000;
/** A probe that has written nothing this long after its time was up is dead. */
const leaseGraceMs = 5_000;

type TimedAnswer = RawAnswer & { durationMs: number };

type Asked = Exchange & { destination: DestinationKey | undefined; requestId: string | undefined };

export function createOutbound({ allow, lookup = createLookup(), ...options }: OutboundOptions): Outbound {
  const { logger } = options;
  const breaker = createBreaker(options);
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let agent: Promise<Agent> | undefined;

  const send = async (asked: Asked, signal: AbortSignal | undefined): Promise<TimedAnswer> => {
    const started = performance.now();
    const signals = [stopping.signal, ...(signal ? [signal] : [])];
    const told = (outcome: string, status?: number) => {
      const durationMs = performance.now() - started;
      countCall(outcome, durationMs);
      logCall(logger, asked, { outcome, status, durationMs });
      return durationMs;
    };
    let admission: Admission | undefined;
    try {
      if (asked.destination !== undefined)
        admission = await breaker.admit(asked.destination, asked.timeoutMs + leaseGraceMs);
      agent ??= openAgent(allow, lookup);
      const answer = await exchange(await agent, asked, signals);
      const failure = failureOf(answer);
      if (failure?.retryable) await admission?.failed(failure, "dead");
      // it works, and takes nothing from us: whoever looks after it should see that, and no breaker mends it
      else if (failure !== undefined && refusesUs.has(answer.status))
        await admission?.failed(failure, "alive");
      else await admission?.succeeded();
      return { ...answer, durationMs: told(`${Math.floor(answer.status / 100)}xx`, answer.status) };
    } catch (error) {
      if (error instanceof OutboundFailure && !signals.some(({ aborted }) => aborted)) {
        await admission?.failed(error, healthAfter(error));
        told(error.code);
      } else {
        await admission?.abandoned();
        told("aborted");
      }
      throw error;
    }
  };
  const tracked: typeof send = async (asked, signal) => {
    const sent = send(asked, signal);
    underWay.add(sent);
    return await sent.finally(() => underWay.delete(sent));
  };

  return {
    async call({ destination, method, url, headers, body, idempotencyKey, requestId, ...limits }, signal) {
      const sent = headersFrom(
        idempotencyKey === undefined ? headers : { ...headers, "idempotency-key": idempotencyKey },
      );
      const asked = {
        destination,
        requestId,
        method: method.toUpperCase(),
        url: askedUrl(url),
        headers: traced(sent, requestId),
        body,
      };
      const {
        status,
        headers: answered,
        bytes,
        durationMs,
      } = await tracked({ ...asked, ...bounds(limits) }, signal);
      return { status, headers: answered, body: bytes.toString("utf8"), durationMs };
    },
    fetch: (destination, { requestId, ...limits } = {}) =>
      guardedFetch(({ method, url, headers, body }, signal) => {
        const asked = {
          destination,
          requestId,
          method,
          url: askedUrl(url),
          headers: traced(headers, requestId),
          body,
        };
        return tracked({ ...asked, ...bounds(limits) }, signal);
      }),
    objection: (url) => objectionTo(url, allow),
    async stop() {
      stopping.abort(
        new OutboundFailure("unreachable", "The process stopped in the middle.", { retryable: true }),
      );
      await Promise.allSettled(underWay);
      await (await agent)?.destroy();
      await breaker.stop();
    },
  };
}

/**
 * Loaded when somebody calls for the first time: the library takes 29 MB and a quarter of a second. Node's own `fetch`
 * keeps its own client, because `Headers`, which every call makes before, has already loaded that.
 */
async function openAgent(allow: readonly string[], lookup: Lookup): Promise<Agent> {
  const { Agent, buildConnector } = await import("undici");
  return new Agent({
    connect: guardedConnector(buildConnector, { allow, lookup, timeoutMs: connectTimeoutMs }),
    allowH2: false,
    // to one origin, of all organizations together
    connections: 32,
    // shorter than what servers keep theirs open for: a request on a connection that just closed is lost
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    maxHeaderSize: 32 * 1024,
  });
}

const bounds = ({ timeoutMs = 20_000, idleMs = 10_000, mostBytes = 1024 * 1024 }: Limits) => ({
  timeoutMs,
  idleMs,
  mostBytes,
});

/** Who sends us elsewhere or too much is there. Who was never called says nothing. */
function healthAfter({ code, retryable }: OutboundFailure): "dead" | "alive" | "unknown" {
  if (retryable) return "dead";
  return code === "refused_address" || code === "refused_request" ? "unknown" : "alive";
}

function headersFrom(given: Record<string, string> = {}): Headers {
  try {
    return new Headers(given);
  } catch {
    // without its cause: that repeats the header's value, which may be a credential
    const because = "The request has a header that cannot be sent.";
    throw new OutboundFailure("refused_request", because, { retryable: false });
  }
}

function traced(headers: Headers, requestId: string | undefined): Headers {
  if (!headers.has("traceparent")) headers.set("traceparent", traceparent(requestId));
  if (!headers.has("user-agent")) headers.set("user-agent", "Plinth");
  return headers;
}

type Ending = { outcome: string; status: number | undefined; durationMs: number };

/** Neither headers nor bodies nor the query: they hold credentials and people. */
function logCall(logger: Logger, { destination, requestId, method, url }: Asked, ending: Ending): void {
  const { outcome, status, durationMs } = ending;
  const line = {
    request_id: requestId,
    destination: destination?.id,
    method,
    url: loggedUrl(url),
    status,
    outcome,
    ms: Math.round(durationMs),
  };
  logger.info(line, "called");
}
