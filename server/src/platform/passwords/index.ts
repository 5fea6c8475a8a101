/** Passwords as they are kept and compared, with bounded work; and those that everybody tries first. */
export { createPasswords, type Passwords, type Verdict } from "./passwords.ts";
