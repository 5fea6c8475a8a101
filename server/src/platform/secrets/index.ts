/** Keys for sealing what is kept: all derived from one root secret. */
export { createKeyRing, type KeyRing } from "./key-ring.ts";
