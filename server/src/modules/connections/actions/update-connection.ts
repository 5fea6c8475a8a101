import { type Action, checkVersion, defineAction } from "#platform/action";
import { changesBetween, noteChanges } from "#platform/audit";
import { alreadyExists, notFound } from "#platform/errors";
import { saveDestination } from "#platform/outbound";
import { destinationOf } from "../connector.ts";
import { connectionUpdated } from "../events.ts";
import { type Connectors, UpdateConnection } from "../input.ts";
import { checkAllowed, checkFixed, checkOwner, connectorOf } from "../policy.ts";
import { lockConnection, writeConnection } from "../queries.ts";
import { connection } from "../resource.ts";

/** Change a connection: what it is called, how it is set up, what may leave through it, and who looks after it. */
export const updateConnection = (connectors: Connectors): Action =>
  defineAction({
    name: "connections.update",
    door: "PATCH /v1/connections/{id}",
    permission: "connections:write",
    describe:
      "Change a connection (JSON Merge Patch, RFC 7396): what is absent stays. A configuration is given whole; what says where the credentials are sent stays as it is.",
    input: UpdateConnection,
    output: connection,
    wholeOrganization: true,
    fails: [alreadyExists],
    ifMatch: "required",
    async run(context, tx, { id, ifMatch, ...patch }) {
      const before = await lockConnection(tx, id);
      if (before === undefined) throw notFound("There is no connection with this id.");
      checkVersion(before.version, ifMatch);
      const connector = connectorOf(connectors, before.connector);
      const after = {
        name: patch.name ?? before.name,
        configuration: patch.configuration ?? before.configuration,
        allows: patch.allows ?? before.allows,
        ownerUserId: patch.owner_user_id === undefined ? before.ownerUserId : patch.owner_user_id,
      };
      if (after.ownerUserId !== before.ownerUserId) await checkOwner(tx, after.ownerUserId);
      connector.checkConfiguration(after.configuration, "/configuration");
      checkFixed(connector, before.configuration, after.configuration);
      checkAllowed(connector, after.allows);

      const changes = changesBetween(asTold(before), asTold(after), new Set());
      const changed = Object.keys(changes);
      if (changed.length === 0) return id;
      await writeConnection(tx, id, after);
      await saveDestination(tx, destinationOf(connector, id, after.ownerUserId));
      noteChanges(tx, id, changes);
      connectionUpdated.emit(
        tx,
        context,
        { id, version: before.version + 1 },
        { connector: connector.name, changed },
      );
      return id;
    },
  });

type Told = { name: string; configuration: object; allows: string[]; ownerUserId: string | null };

const asTold = ({ name, configuration, allows, ownerUserId: owner_user_id }: Told) => ({
  ...{ name, configuration, allows, owner_user_id },
});
