/** One request to an endpoint: what is sent, and what is kept of it and of its answer. */
import type { JobServices } from "#platform/jobs";
import { JobFailed } from "#platform/jobs";
import { failureOf, OutboundFailure } from "#platform/outbound";
import { sealedFor, signed } from "./signature.ts";

/** A delivery with everything that a request needs. */
export type Due = {
  deliveryId: string;
  endpointId: string;
  organizationId: string;
  url: string;
  secretSealed: string;
  /** Null once it has retired. */
  earlierSecretSealed: string | null;
  eventId: string;
  number: number;
  /** All numbers up to this one are delivered or given up. */
  completeUpTo: number;
  body: string;
};

/** What is kept of an attempt. */
export type Attempt = {
  startedAt: Date;
  url: string;
  /** Without the signatures. */
  requestHeaders: Record<string, string>;
  durationMs: number;
  answerStatus: number | null;
  answerHeaders: Record<string, string> | null;
  answerBody: string | null;
};

const timeoutMs = 15_000;
const mostBytes = 256 * 1024;
const keptCharacters = 2_048;
/** Of an answer, what helps to understand it; cookies and the like are nobody's business. */
const keptHeaders = ["content-type", "date", "location", "retry-after", "server", "x-request-id"];

/** It was sent and not taken, or could not be sent: tried again, whatever it was. */
export class NotTaken extends JobFailed {
  override name = "NotTaken";
  readonly attempt: Attempt;

  constructor(code: string, detail: string, attempt: Attempt, afterMs?: number) {
    super(code, detail, afterMs === undefined ? {} : { afterMs });
    this.attempt = attempt;
  }

  /** 410: whoever was there does not want to hear of us any more. */
  get saysGone(): boolean {
    return this.attempt.answerStatus === 410;
  }
}

/**
 * Sends it. Only 2xx is taken.
 * @throws `NotTaken`; what `outbound` throws when it was not even tried
 */
export async function send(due: Due, services: JobServices): Promise<Attempt> {
  const { outbound, clock, job, signal } = services;
  const startedAt = clock.now();
  const secrets = secretsOf(due, services);
  const headers = headersOf(due, startedAt, secrets);
  const requestHeaders = { ...headers, "webhook-signature": "v1,(not kept)" };
  const begun = performance.now();
  const kept = (answer: Partial<Attempt>): Attempt => ({
    ...{ startedAt, url: due.url, requestHeaders, durationMs: Math.round(performance.now() - begun) },
    ...{ answerStatus: null, answerHeaders: null, answerBody: null, ...answer },
  });
  const destination = { organizationId: due.organizationId, id: due.endpointId };
  const call = { destination, method: "POST", url: due.url, headers, body: due.body, requestId: job.id };
  try {
    const answer = await outbound.call({ ...call, timeoutMs, mostBytes }, signal);
    const attempt = kept({
      answerStatus: answer.status,
      answerHeaders: Object.fromEntries(
        keptHeaders.flatMap((name) => {
          const value = answer.headers.get(name);
          return value === null ? [] : [[name, storable(value)]];
        }),
      ),
      answerBody: storable(answer.body),
    });
    if (answer.status >= 200 && answer.status < 300) return attempt;
    throw new NotTaken(
      "bad_answer",
      `It answered ${answer.status}.`,
      attempt,
      failureOf(answer)?.retryAfterMs,
    );
  } catch (error) {
    if (!(error instanceof OutboundFailure)) throw error;
    const { code, detail, retryAfterMs } = error;
    if (code === "breaker_open" || code === "paused") throw error; // not tried: nothing to keep
    throw new NotTaken(code, detail, kept({}), retryAfterMs);
  }
}

function secretsOf(due: Due, { keyRing }: JobServices): string[] {
  const sealed = [due.secretSealed, due.earlierSecretSealed];
  return sealed.flatMap((one) => (one === null ? [] : [keyRing.open(sealedFor, one)]));
}

function headersOf(due: Due, at: Date, secrets: string[]): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": "Plinth-Webhooks",
    ...signed({ id: due.eventId, at, body: due.body }, secrets),
    "plinth-delivery-number": String(due.number),
    "plinth-complete-up-to": String(due.completeUpTo),
  };
}

/** As the database takes it: it knows no NUL, and half a character is none. */
function storable(text: string): string {
  return text.replaceAll("\0", "").slice(0, keptCharacters).toWellFormed();
}
