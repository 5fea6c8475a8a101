/** The REST door. */
export { type Authenticate, type Credential, createRestServer, refuseOtherMethods, type RestDoor } from "./server.ts";
export { sendFailure, sendJson } from "./answer.ts";
