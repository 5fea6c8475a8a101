/** Passwords as they are kept and compared, with bounded work; and those that everybody tries first. */
export { isCommonPassword } from "./common-passwords.ts";
export { createPasswords, type Passwords, type Verdict } from "./passwords.ts";
export type { Place } from "./turns.ts";
