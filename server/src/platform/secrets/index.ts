/** Keys for sealing what is kept: all derived from one root secret. */
export { createKeyRing, type KeyRing, MissingSecret } from "./key-ring.ts";
export { type PlaceReport, reseal, type SealedPlace } from "./reseal.ts";
