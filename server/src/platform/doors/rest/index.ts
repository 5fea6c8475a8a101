/** The REST door. */

export { sendFailure, sendJson } from "./answer.ts";
export { closeGently } from "./close.ts";
export {
  type Authenticate,
  type Credential,
  createRestServer,
  type RestDoor,
  refuseOtherMethods,
} from "./server.ts";
