/** Identifiers that sort by the time of their making. */
export { firstUuidOf } from "./first-of.ts";
export { uuidv7 } from "./uuidv7.ts";
