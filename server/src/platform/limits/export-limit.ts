/**
 * How many exports an organization may have under way in this process, and for how long each.
 *
 * An export holds one of few connections, and a snapshot: nothing that dies meanwhile can be cleared away, in the whole
 * database. Whoever reads ten rows a second would hold both for ever. In memory, as the requests are: no truth.
 */
import { countRateLimited, noteExport } from "#platform/telemetry";
import { rateLimited } from "./request-limit.ts";

export type ExportLimit = {
  /**
   * Takes a place, which is free again when the answered signal aborts: with the caller's, or when the time is over.
   * @param caller must abort in the end, also when all went well
   * @throws 429 `rate_limited` with `Retry-After`
   */
  begin(organizationId: string, caller: AbortSignal): AbortSignal;
};

type Options = {
  /** Fewer than there are connections for exports: one organization never holds them all. */
  atOnce?: number;
  mostMs?: number;
};

const retryAfterSeconds = 10;

export function createExportLimit({ atOnce = 2, mostMs = 600_000 }: Options = {}): ExportLimit {
  const open = new Map<string, number>();
  return {
    begin(organizationId, caller) {
      const others = open.get(organizationId) ?? 0;
      if (others >= atOnce) {
        const detail = `${others} exports of your organization are under way, and more cannot be at once. Nothing was done.`;
        countRateLimited("exports");
        throw rateLimited(detail, { retryAfterSeconds });
      }
      open.set(organizationId, others + 1);
      noteExport(1);

      const over = new AbortController();
      const end = () => {
        clearTimeout(deadline);
        caller.removeEventListener("abort", end);
        noteExport(-1);
        const left = (open.get(organizationId) ?? 1) - 1;
        if (left > 0) open.set(organizationId, left);
        else open.delete(organizationId);
        over.abort();
      };
      const deadline = setTimeout(end, mostMs).unref();
      caller.addEventListener("abort", end);
      if (caller.aborted) end();
      return over.signal;
    },
  };
}
