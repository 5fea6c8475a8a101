/** One request, one answer: who asks, where, and how long it may take. No call is made twice here. */
import { address, type Query } from "./address.ts";
import { type Credential, credentialOf, type TokenSource } from "./credential.ts";
import { anyOf, timeLimit } from "./pause.ts";

export type TransportOptions = {
  /** Where Plinth is: `https://plinth.example.com`. In a page of the same origin: "". */
  url: string;
  /** An API key, `plk_…`. */
  key?: string | undefined;
  /** An access token, or a function that has one. Without key and token the browser's session cookie says who it is. */
  token?: TokenSource | undefined;
  /** For whoever belongs to several. */
  organization?: string | undefined;
  /** Instead of the global one. */
  fetch?: typeof fetch | undefined;
  /** Of one attempt; 30 seconds when absent. */
  timeoutMs?: number | undefined;
};

export type Request = {
  method: string;
  path: string;
  parts?: Record<string, string | number | boolean>;
  query?: Query;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
};

export type Transport = {
  credential: Credential;
  organization: string | undefined;
  /** The whole address of a path. */
  locate(path: string, query?: Query): string;
  /**
   * Sends it once, or twice when a token was refused and there is another.
   * @returns the answer whatever its status, its body unread and no longer limited in time
   * @throws what `fetch` throws, or that it took too long
   */
  send(request: Request): Promise<Response>;
  /** As `send`, and reads the body within the same time. */
  fetchText(request: Request): Promise<{ response: Response; text: string }>;
};

export function createTransport(options: TransportOptions): Transport {
  const { organization, timeoutMs: usualMs = 30_000 } = options;
  const base = options.url.replace(/\/+$/, "");
  const credential = credentialOf(options);
  // called apart from its options: browsers refuse a fetch whose `this` is not the window
  const ask = options.fetch ?? ((...asked: Parameters<typeof fetch>) => fetch(...asked));

  const attempt = async (request: Request, token: string | undefined, signal: AbortSignal) =>
    await ask(`${base}${address(request.path, request.parts, request.query)}`, {
      method: request.method,
      headers: {
        accept: "application/json",
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(organization === undefined ? {} : { "plinth-organization": organization }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal,
    });

  const limited = async <Result>(request: Request, work: (response: Response) => Promise<Result>) => {
    const limit = timeLimit(request.timeoutMs ?? usualMs, "no answer came");
    try {
      const signal = anyOf(request.signal, limit.signal);
      const token = await credential.get();
      const response = await attempt(request, token, signal);
      if (response.status !== 401 || !credential.renewable) return await work(response);
      const other = await credential.get(token);
      if (other === token) return await work(response);
      await response.body?.cancel();
      return await work(await attempt(request, other, signal));
    } finally {
      limit.stop();
    }
  };

  return {
    credential,
    organization,
    locate: (path, query) => `${base}${address(path, {}, query)}`,
    send: (request) => limited(request, async (response) => response),
    fetchText: (request) =>
      limited(request, async (response) => {
        const text = await response.text();
        return { response, text };
      }),
  };
}
