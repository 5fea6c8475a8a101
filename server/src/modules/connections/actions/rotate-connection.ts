import { type Action, checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { currentOf, sealRotated } from "../connection.ts";
import { connectionRotated } from "../events.ts";
import { type Connectors, RotateConnection } from "../input.ts";
import { connectorOf, mistake } from "../policy.ts";
import { asking, findConnection, lockConnection, writeCredentials } from "../queries.ts";
import { connection } from "../resource.ts";

const longestOverlapMs = 30 * 86_400_000;

/**
 * Replace credentials. The other side may go on signing with the old secret for a while, and what is under way was
 * signed with it: until `retire_at` both are accepted.
 */
export const rotateConnection = (connectors: Connectors): Action =>
  defineAction({
    name: "connections.rotate",
    door: "POST /v1/connections/{id}/rotate",
    permission: "connections:write",
    describe:
      "Replace a connection's credentials, all of them or some. From now on it calls with the new ones; what the old ones signed is accepted until `retire_at`.",
    input: RotateConnection,
    output: connection,
    wholeOrganization: true,
    stepUp: true,
    fails: [invalidState],
    async prepare(context, { id, credentials, retire_at }, { keyRing, read }) {
      const found = await findConnection(asking(read, context), id);
      if (found === undefined) throw notFound("There is no connection with this id.");
      const retireAt = retire_at === undefined ? null : new Date(retire_at);
      checkOverlap(retireAt, context.now);
      const before = found.credentialsSealed;
      const whole = { ...currentOf(keyRing, before), ...credentials };
      connectorOf(connectors, found.connector).checkCredentials(whole, "/credentials");
      return { before, retireAt, after: sealRotated(keyRing, before, whole, retireAt, context.now) };
    },
    async run(context, tx, { id, ifMatch }, { before, after, retireAt }) {
      const found = await lockConnection(tx, id);
      if (found === undefined) throw notFound("There is no connection with this id.");
      checkVersion(found.version, ifMatch);
      // what is left out was completed from what was there: another rotation in between would be undone
      if (found.credentialsSealed !== before)
        throw invalidState("Its credentials were replaced by somebody else at the same time. Try again.");

      await writeCredentials(tx, id, after, retireAt);
      noteChanges(tx, id, {
        credentials: { masked: true },
        credentials_set_at: { before: found.credentialsSetAt },
        ...(found.retireAt === null && retireAt === null ? {} : { retire_at: { before: found.retireAt } }),
      });
      connectionRotated.emit(tx, context, { id, version: found.version + 1 }, { connector: found.connector });
      return id;
    },
  });

function checkOverlap(retireAt: Date | null, now: Date): void {
  if (retireAt === null) return;
  const detail =
    retireAt <= now
      ? "must be in the future"
      : retireAt.getTime() - now.getTime() > longestOverlapMs
        ? "must be within 30 days"
        : undefined;
  if (detail !== undefined) throw mistake({ pointer: "/retire_at", code: "format", detail });
}
