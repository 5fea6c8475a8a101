/** W3C trace context: lets the other side's trace be found from ours. */
import { createHash, randomBytes } from "node:crypto";

/**
 * `00-<trace>-<span>-00`: not sampled, because we keep no spans.
 * @param requestId of the request or the job: all of its calls share the trace
 */
export function traceparent(requestId: string | undefined): string {
  return `00-${traceId(requestId)}-${randomBytes(8).toString("hex")}-00`;
}

function traceId(requestId: string | undefined): string {
  if (requestId === undefined) return randomBytes(16).toString("hex");
  const digits = requestId.replaceAll("-", "").toLowerCase();
  // all zeros is no trace
  if (/^[0-9a-f]{32}$/.test(digits) && !/^0+$/.test(digits)) return digits;
  return createHash("sha256").update(requestId).digest("hex").slice(0, 32);
}
