/** Clients without a database: no call of theirs names a destination. */
import assert from "node:assert/strict";
import { after } from "node:test";
import { createLogger } from "#platform/telemetry";
import { createOutbound, type Outbound, type OutboundOptions } from "./create-outbound.ts";
import { OutboundFailure } from "./failure.ts";

const noDatabase: OutboundOptions["database"] = {
  system: () => Promise.reject(new Error("asked a database")),
  systemTransaction: () => Promise.reject(new Error("asked a database")),
};

/** Reaches 127.0.0.1 unless it is told otherwise. Stops when the test file ends. */
export function client(options: Partial<OutboundOptions> = {}): Outbound {
  const logger = createLogger("silent");
  const outbound = createOutbound({ database: noDatabase, logger, allow: ["127.0.0.1"], ...options });
  after(() => outbound.stop());
  return outbound;
}

/** What the call fails with; anything else fails the test. */
export async function failureWhen(call: Promise<unknown>): Promise<OutboundFailure> {
  const outcome = await call.then(
    () => "an answer",
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof OutboundFailure, String(outcome));
  return outcome;
}
