/** The client: typed calls by path, lists without pages, and the feed. */
import type { Call, CallOptions, ListPath, Method, Paginate } from "./call-types.ts";
import type { SocketConstructor } from "./live/socket-door.ts";
import { subscribe } from "./live/subscribe.ts";
import type { SubscribeOptions, Subscription } from "./live/subscription.ts";
import { type RetryRules, usualRetry } from "./retry.ts";
import { type SendOptions, type Sent, send } from "./send.ts";
import { createTransport, type TransportOptions } from "./transport.ts";

export type ClientOptions = TransportOptions & {
  /** When calls are made again by themselves; `{ attempts: 1 }` never. */
  retry?: Partial<RetryRules>;
  /** Instead of the global one, where there is none (Node before 22). */
  WebSocket?: SocketConstructor | undefined;
};

export type Client = {
  get: Call<"GET">;
  /** Under an idempotency key of its own, the same for all its attempts: it is done once. */
  post: Call<"POST">;
  put: Call<"PUT">;
  /** Needs `ifMatch`: the object as it was read, so that nobody's work is overwritten. */
  patch: Call<"PATCH">;
  delete: Call<"DELETE">;
  /** Every object of a list, page after page: `for await (const order of client.paginate("/v1/orders"))`. */
  paginate: Paginate;
  /** Any call, with the status and the headers of its answer; for what the types do not know. */
  send(method: Method, path: string, options?: SendOptions): Promise<Sent>;
  /** What happens from now on (or after a cursor), in order, each event once, over the best door that works. */
  subscribe(options: SubscribeOptions): Subscription;
};

export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const rules = { ...usualRetry, ...options.retry };
  const call = (method: Method) => async (path: string, given?: object) =>
    (await send(transport, rules, method, path, given)).answer;

  return {
    // what each path takes and answers is the document's: the casts join one function to all of them
    get: call("GET") as Call<"GET">,
    post: call("POST") as Call<"POST">,
    put: call("PUT") as Call<"PUT">,
    patch: call("PATCH") as Call<"PATCH">,
    delete: call("DELETE") as Call<"DELETE">,
    paginate: ((path: ListPath, given?: PageOptions) =>
      pages((after) =>
        send(transport, rules, "GET", path, after === undefined ? given : withCursor(given, after)),
      )) as Paginate,
    send: (method, path, given) => send(transport, rules, method, path, given),
    subscribe: (wish) => subscribe({ transport, WebSocket: options.WebSocket }, wish),
  };
}

type PageOptions = CallOptions & Pick<SendOptions, "path" | "query">;

const withCursor = (options: PageOptions = {}, after: string): PageOptions => ({
  ...options,
  query: { ...options.query, after },
});

async function* pages(read: (after: string | undefined) => Promise<Sent>): AsyncGenerator<unknown, void> {
  let after: string | null | undefined;
  while (after !== null) {
    const { answer } = await read(after);
    const page = answer as { data: unknown[]; next_cursor: string | null };
    yield* page.data;
    after = page.next_cursor;
  }
}
