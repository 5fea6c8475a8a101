/** Which calls there are, what each takes and what it answers, read from the generated operations. */
import type { Operations } from "./api.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The paths that a method has. */
export type PathOf<M extends Method> = keyof Operations extends infer Door
  ? Door extends `${M} ${infer Path}`
    ? Path
    : never
  : never;

type Operation<M extends Method, Path extends string> = `${M} ${Path}` extends keyof Operations
  ? Operations[`${M} ${Path}`]
  : never;

/** What a call answers. */
export type Answer<M extends Method, Path extends PathOf<M>> =
  Operation<M, Path> extends { answer: infer Answered } ? Answered : never;

/** What a call takes: `path`, `query`, `body`, `ifMatch`, as far as the operation has them. */
export type Input<M extends Method, Path extends PathOf<M>> = Omit<Operation<M, Path>, "answer">;

/** What every call takes beside its input. */
export type CallOptions = {
  /** Ends the call, also while it waits to be made again. */
  signal?: AbortSignal | undefined;
  /** Of each attempt. */
  timeoutMs?: number | undefined;
  /** Instead of one of the client's own: with a POST that shall be done once, also by another process. */
  idempotencyKey?: string | undefined;
  headers?: Record<string, string>;
};

/** The second argument, which may be left out where nothing in it is needed. */
type Options<M extends Method, Path extends PathOf<M>> =
  Record<never, never> extends Input<M, Path>
    ? [options?: Input<M, Path> & CallOptions]
    : [options: Input<M, Path> & CallOptions];

export type Call<M extends Method> = <Path extends PathOf<M>>(
  path: Path,
  ...options: Options<M, Path>
) => Promise<Answer<M, Path>>;

type Page = { data: unknown[]; next_cursor: string | null };

/** The lists that come in pages. The feed has no end: it is subscribed to. */
export type ListPath = {
  [Path in PathOf<"GET">]: Answer<"GET", Path> extends Page ? Path : never;
}[Exclude<PathOf<"GET">, "/v1/events">];

export type Item<Path extends ListPath> =
  Answer<"GET", Path> extends { data: Array<infer One> } ? One : never;

export type Paginate = <Path extends ListPath>(
  path: Path,
  ...options: Options<"GET", Path>
) => AsyncGenerator<Item<Path>, void, undefined>;
