/** How a connector reaches its ERP: through the guarded way out, with the connection's credentials, counted for its breaker. */
import type { Connection } from "#modules/connections";
import { killPoint } from "#platform/kill-points";
import { type Outbound, OutboundFailure } from "#platform/outbound";
import { type ErpCalls, type ErpKind, ErpUnanswered, erpKinds } from "./contract.ts";

export type Reaching = {
  connection: Pick<Connection, "id" | "allows" | "configuration">;
  credentials: Record<string, unknown>;
  organizationId: string;
  /** The request's, or the job's: its calls are found in the log by it. */
  requestId: string;
  outbound: Pick<Outbound, "call">;
  signal: AbortSignal;
};

/** The configuration was checked by the connector's schema when it was written. */
export function callsOf<Configuration>({
  connection,
  credentials,
  organizationId,
  requestId,
  outbound,
  signal,
}: Reaching): ErpCalls<Configuration> {
  return {
    configuration: connection.configuration as Configuration,
    kinds: kindsOf(connection),
    credentials: Object.fromEntries(
      Object.entries(credentials).map(([name, value]) => [name, String(value)]),
    ),
    async send({ timeoutMs, ...request }) {
      try {
        const destination = { organizationId, id: connection.id };
        const asked = { ...request, destination, requestId, timeoutMs, idleMs: timeoutMs, mostBytes };
        const answer = await outbound.call(asked, signal);
        killPoint("integrations.after-answer");
        return answer;
      } catch (error) {
        if (error instanceof OutboundFailure && mayHaveArrived.has(error.code))
          throw new ErpUnanswered(error, error.detail);
        throw error;
      }
    },
  };
}

/** A page of a hundred orders with their lines. */
const mostBytes = 8 * 1024 * 1024;

const mayHaveArrived = new Set<OutboundFailure["code"]>([
  "timeout",
  "unreachable",
  "too_large",
  "bad_answer",
]);

/** What may travel through a connection. */
export function kindsOf({ allows }: Pick<Connection, "allows">): ErpKind[] {
  return erpKinds.filter((kind) => allows.includes(kind));
}
