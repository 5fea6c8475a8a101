/** Access tokens, and the keys that sign them. */
export type { Claims, Subject } from "./claims.ts";
export { signingKeyPlace } from "./key-rows.ts";
export { type NextKey, replaceSigningKeys, rotateSigningKey } from "./rotate.ts";
export { accessTokenSeconds } from "./schedule.ts";
export { createSigner, InvalidToken, type Signer, type SignerOptions } from "./signer.ts";
