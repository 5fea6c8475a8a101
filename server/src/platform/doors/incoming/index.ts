/** What outside systems tell us: webhooks, each proven by its own signature. */
export { addIncoming, type IncomingMeans } from "./add-incoming.ts";
export { badSignature } from "./bad-signature.ts";
export { defineIncoming, type Incoming, type IncomingServices, type Received } from "./define-incoming.ts";
