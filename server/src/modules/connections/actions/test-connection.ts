import Type from "typebox";
import { type Action, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { notFound } from "#platform/errors";
import { OutboundFailure } from "#platform/outbound";
import { credentialsOf } from "../connection.ts";
import { ConnectionFault } from "../connector.ts";
import { connectionTested } from "../events.ts";
import type { Connectors } from "../input.ts";
import { connectorOf } from "../policy.ts";
import { asking, findConnection, writeTested } from "../queries.ts";
import { connection } from "../resource.ts";

/** Try a connection out: whoever set it up learns in words what was reached, or what is wrong. It changes nothing there. */
export const testConnection = (connectors: Connectors): Action =>
  defineAction({
    name: "connections.test",
    door: "POST /v1/connections/{id}/test",
    permission: "connections:test",
    allows: "Try out whether systems outside can be reached.",
    describe:
      "Reach the system outside with the connection's credentials, changing nothing there. `test_passed` and `test_result` say what came of it.",
    input: Type.Object({}, { additionalProperties: false }),
    output: connection,
    wholeOrganization: true,
    dryRun: false,
    leaves: {
      tested_at: "2026-11-21T08:10:04.819123Z",
      test_passed: true,
      test_result: "Reached the account acct_1Pl1nTh in test mode.",
    },
    async prepare(context, { id }, { keyRing, read, outbound }) {
      const found = await findConnection(asking(read, context), id);
      if (found === undefined) throw notFound("There is no connection with this id.");
      const connector = connectorOf(connectors, found.connector);
      const { current } = credentialsOf(keyRing, found, context.now);
      try {
        const reached = await connector.test({
          connection: found,
          configuration: found.configuration,
          credentials: current,
          organizationId: context.organizationId,
          requestId: context.requestId,
          outbound,
          signal: AbortSignal.timeout(longestMs),
        });
        return { passed: true, result: typeof reached === "string" ? reached : "It was reached." };
      } catch (error) {
        return { passed: false, result: inWords(error) };
      }
    },
    async run(context, tx, { id }, { passed, result }) {
      const before = await writeTested(tx, id, passed, result);
      if (before === undefined) throw notFound("There is no connection with this id.");
      const { version, connector } = before;
      noteChanges(tx, id, {
        tested_at: { before: before.testedAt },
        ...(before.testPassed === passed ? {} : { test_passed: { before: before.testPassed } }),
        ...(before.testResult === result ? {} : { test_result: { before: before.testResult } }),
      });
      connectionTested.emit(tx, context, { id, version }, { connector, passed });
      return id;
    },
  });

/** Somebody waits for it, with the page open. */
const longestMs = 15_000;

function inWords(error: unknown): string {
  if (error instanceof ConnectionFault) return error.message.slice(0, 500);
  if (error instanceof OutboundFailure) return error.detail.slice(0, 500);
  if (error instanceof Error && error.name === "TimeoutError") return "It did not answer within 15 seconds.";
  throw error;
}
