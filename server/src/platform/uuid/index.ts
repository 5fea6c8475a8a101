/** Identifiers that sort by the time of their making. */
export { uuidv7 } from "./uuidv7.ts";
