/** Who is fuzzed: where it listens, who asks, and what else it lets one look at. */
import type { OpenApiDocument } from "#platform/doors/openapi";
import type { Credentials } from "./wish.ts";

export type Target = {
  url: string;
  document: OpenApiDocument;
  /** They may be others after `renew`. */
  credentials: Credentials;
  /** The key of another organization, whose ids are named and never found. */
  stranger?: string;
  /** Makes credentials good again, and forgets the guesses that were counted. Absent: one waits. */
  renew?(): Promise<void>;
  /** A request for this operation that would be granted, with all that it needs made; undefined where none is known. */
  good?(operationId: string): Promise<Good | undefined>;
  /** What is alive after the garbage was collected. */
  heapBytes?(): Promise<number>;
  /** What the log says about a request. */
  cause?(requestId: string): Promise<string | undefined>;
};

export type Good = { path: string; body?: object; headers?: Record<string, string>; key?: string };

/** A server that runs somewhere: nothing is known of it but what it answers. */
export async function givenTarget(url: string, key: string, person?: string): Promise<Target> {
  const base = url.replace(/\/$/, "");
  const response = await fetch(`${base}/openapi.json`);
  if (response.status !== 200) throw new Error(`${base}/openapi.json answered ${response.status}`);
  // whatever it is, operations that are read from it are asked
  const document = (await response.json()) as OpenApiDocument;
  return { url: base, document, credentials: { key, ...(person === undefined ? {} : { person }) } };
}
