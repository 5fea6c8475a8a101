/** A call until it is answered: made again where that does nothing twice, and waiting as long as the server asks. */

import type { Query } from "./address.ts";
import { keyless } from "./api.ts";
import type { CallOptions, Method } from "./call-types.ts";
import { pause } from "./pause.ts";
import { PlinthProblem, PlinthUnreachable, problemIn } from "./problem.ts";
import { randomKey } from "./random-key.ts";
import { againAfter, mayHaveBeenDone, type RetryRules } from "./retry.ts";
import type { Transport } from "./transport.ts";
import { versionTag } from "./version-tag.ts";

export type SendOptions = CallOptions & {
  path?: Record<string, string | number | boolean>;
  query?: Query;
  body?: unknown;
  ifMatch?: Parameters<typeof versionTag>[0];
};

/** `answer` is the JSON of the body, its text when it is another type, undefined when there is none. */
export type Sent = { status: number; headers: Headers; answer: unknown };

/**
 * @throws PlinthProblem for an answer that is no success, PlinthUnreachable when none came, and the signal's reason
 */
export async function send(
  transport: Transport,
  rules: RetryRules,
  method: Method,
  path: string,
  options: SendOptions = {},
): Promise<Sent> {
  const isRemembered = method === "POST" && !keyless.has(path);
  const key = options.idempotencyKey ?? (isRemembered ? randomKey() : undefined);
  const twice = method !== "POST" || key !== undefined;
  const request = {
    method,
    path,
    ...(options.path === undefined ? {} : { parts: options.path }),
    ...(options.query === undefined ? {} : { query: options.query }),
    ...(options.body === undefined ? {} : { body: options.body }),
    headers: {
      ...(key === undefined ? {} : { "idempotency-key": key }),
      ...(options.ifMatch === undefined ? {} : { "if-match": versionTag(options.ifMatch) }),
      ...options.headers,
    },
    signal: options.signal,
    timeoutMs: options.timeoutMs,
  };

  let uncertain = false;
  for (let attempt = 1; ; attempt++) {
    const ended = await once(transport, request, uncertain);
    if ("status" in ended && !(ended instanceof PlinthProblem)) return ended;
    options.signal?.throwIfAborted();
    // what was lost on its way did remove it: that is what was wished for
    if (method === "DELETE" && uncertain && ended instanceof PlinthProblem && ended.status === 404)
      return { status: 204, headers: new Headers(), answer: undefined };
    const met = ended instanceof PlinthProblem ? ended : {};
    const waitMs = againAfter(met, twice, attempt, rules);
    if (waitMs === undefined)
      throw ended instanceof PlinthProblem ? ended : new PlinthUnreachable(ended.lost, key);
    uncertain ||= method !== "GET" && key === undefined && mayHaveBeenDone(met);
    await pause(waitMs, options.signal);
  }
}

async function once(
  transport: Transport,
  request: Parameters<Transport["send"]>[0],
  uncertain: boolean,
): Promise<Sent | PlinthProblem | { lost: unknown }> {
  try {
    const { response, text } = await transport.fetchText(request);
    if (!response.ok) return problemIn(response, text, uncertain);
    return { status: response.status, headers: response.headers, answer: answerIn(response, text) };
  } catch (lost) {
    // a path without its id is a mistake of the caller, not of the network
    if (lost instanceof TypeError && lost.message.startsWith("the path ")) throw lost;
    return { lost };
  }
}

function answerIn(response: Response, text: string): unknown {
  if (text === "") return undefined;
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  return isJson ? JSON.parse(text) : text;
}
