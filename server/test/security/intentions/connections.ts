import type { Intentions } from "./intentions.ts";

export const connections: Intentions = {
  permissions: {
    "connections:read": {
      says: "Which systems outside are connected, and how they do, is for administrators and audit. Nobody reads a credential.",
      roles: ["admin", "auditor"],
      opens: ["connections.list", "connections.get", "connectors.list"],
    },
    "connections:write": {
      says: "Administrators connect systems outside, set them up, pause them and replace their credentials.",
      roles: ["admin"],
      opens: [
        "connections.create",
        "connections.update",
        "connections.rotate",
        "connections.pause",
        "connections.resume",
        "connections.delete",
      ],
    },
    "connections:test": {
      says: "Whoever sets a connection up tries it out.",
      roles: ["admin"],
      opens: ["connections.test"],
    },
  },
  provenAnew: ["connections.create", "connections.rotate"],
  wholeOnly: [
    "connections.create",
    "connections.update",
    "connections.rotate",
    "connections.pause",
    "connections.resume",
    "connections.delete",
    "connections.test",
    "connectors.list",
  ],
  whileSuspended: ["connections.pause"],
  scoped: { connection: "nothing", connection_health: "nothing" },
};
