/** Systems outside: how they are reached, with which credentials, what may leave to them, and who looks after it. */
import type { Module } from "#platform/module";
import { createConnection } from "./actions/create-connection.ts";
import { deleteConnection } from "./actions/delete-connection.ts";
import { listConnectors } from "./actions/list-connectors.ts";
import { pauseConnection } from "./actions/pause-connection.ts";
import { resumeConnection } from "./actions/resume-connection.ts";
import { rotateConnection } from "./actions/rotate-connection.ts";
import { testConnection } from "./actions/test-connection.ts";
import { updateConnection } from "./actions/update-connection.ts";
import type { Connector } from "./connector.ts";
import { connection, connectionHealth } from "./resource.ts";

export { type Connection, type Credentials, credentialsOf, sealedFor } from "./connection.ts";
export { type ConnectionCall, ConnectionFault, type Connector, defineConnector } from "./connector.ts";
export {
  type Asking,
  asking,
  findConnected,
  findConnection,
  findConnectionOfWebhook,
  listConnections,
} from "./queries.ts";

/** @param given.connectors every kind of system that this installation can connect */
export function connectionsModule(given: { connectors: Connector[] }): Module {
  const connectors = new Map(given.connectors.map((connector) => [connector.name, connector]));
  return {
    name: "connections",
    resources: [connection, connectionHealth],
    actions: [
      ...[createConnection, updateConnection, rotateConnection, testConnection].map((verb) =>
        verb(connectors),
      ),
      ...[pauseConnection, resumeConnection, deleteConnection],
    ],
    queries: [listConnectors(connectors)],
  };
}
