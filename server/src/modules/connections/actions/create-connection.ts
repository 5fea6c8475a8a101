import { type Action, defineAction } from "#platform/action";
import { alreadyExists } from "#platform/errors";
import { saveDestination } from "#platform/outbound";
import { uuidv7 } from "#platform/uuid";
import { sealNew } from "../connection.ts";
import { destinationOf } from "../connector.ts";
import { connectionCreated } from "../events.ts";
import { type Connectors, CreateConnection } from "../input.ts";
import { checkAllowed, checkOwner, connectorNamed } from "../policy.ts";
import { insertConnection } from "../queries.ts";
import { connection } from "../resource.ts";

/** Connect a system outside: how it is reached, with which credentials, and who is told when it fails. */
export const createConnection = (connectors: Connectors): Action =>
  defineAction({
    name: "connections.create",
    door: "POST /v1/connections",
    permission: "connections:write",
    allows:
      "Connect systems outside, change, pause and remove these connections, and replace their credentials.",
    describe:
      "Connect a system outside. Its configuration and credentials are checked by the connector's schemas; the credentials are kept sealed and never answered. You look after it unless another member is named.",
    input: CreateConnection,
    output: connection,
    wholeOrganization: true,
    stepUp: true,
    fails: [alreadyExists],
    async prepare(_context, { connector: name, configuration = {}, credentials }, { keyRing }) {
      const connector = connectorNamed(connectors, name);
      connector.checkConfiguration(configuration, "/configuration");
      connector.checkCredentials(credentials, "/credentials");
      return { connector, credentialsSealed: sealNew(keyRing, credentials) };
    },
    async run(context, tx, { name, configuration = {}, ...input }, { connector, credentialsSealed }) {
      const { allows = connector.allows, owner_user_id = context.responsibleUserId } = input;
      checkAllowed(connector, allows);
      await checkOwner(tx, owner_user_id);

      const id = uuidv7();
      await insertConnection(tx, {
        ...{ id, connector: connector.name, name, configuration, allows },
        ...{ ownerUserId: owner_user_id, credentialsSealed },
      });
      await saveDestination(tx, destinationOf(connector, id, owner_user_id));
      connectionCreated.emit(tx, context, { id, version: 1 }, { connector: connector.name });
      return id;
    },
  });
