/** The REST door. */

export { sendFailure, sendJson } from "./answer.ts";
export type { Authenticate, Credential } from "./caller.ts";
export { closeGently } from "./close.ts";
export { type Cookies, createCookies } from "./cookies.ts";
export { crossSite } from "./cross-site.ts";
export { type Handle, queryOf } from "./reading.ts";
export { createRestServer, type RestDoor, refuseOtherMethods } from "./server.ts";
