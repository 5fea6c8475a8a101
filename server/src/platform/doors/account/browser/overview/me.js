/** Who is signed in, and asking in their name: signed out leads to the sign-in page, a missing proof is asked for. */
import { ask, Problem } from "../api.js";
import { askForProof } from "./proof.js";

/**
 * @typedef {{ id: string, email: string, name: string, locale: string }} User
 * @typedef {{ id: string, name: string, role: string }} Membership
 * @typedef {{ password: boolean, totp: boolean, recovery_codes_left: number, passkeys: number }} Factors
 * @typedef {{ user: User, organizations: Membership[], factors: Factors }} Me
 */

/** @type {Me | undefined} */
let known;
/** @type {((me: Me) => void)[]} */
const listeners = [];

/**
 * Calls now, and again whenever something about the person has changed.
 * @param {(me: Me) => void} listener
 */
export function whenKnown(listener) {
  listeners.push(listener);
  if (known !== undefined) listener(known);
}

/** @returns {Promise<Me>} */
export async function learnWhoIAm() {
  const me = await askAsMe("GET", "/v1/me");
  // a key of a program is somebody, but nobody who has an account
  if (!me.user) leaveToSignIn();
  known = me;
  for (const listener of listeners) listener(me);
  return me;
}

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function askAsMe(method, path, body) {
  try {
    return await ask(method, path, body);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === "unauthenticated") leaveToSignIn();
    if (error.code !== "step_up_required") throw error;
    await askForProof(waysOf(error), known?.user.email ?? "");
    return await ask(method, path, body);
  }
}

/** @param {Problem} problem */
function waysOf({ members }) {
  if (Array.isArray(members.methods)) return members.methods;
  const { passkeys = 0, totp = false, password = false } = known?.factors ?? {};
  return [...(passkeys > 0 ? ["passkey"] : []), ...(totp ? ["totp"] : []), ...(password ? ["password"] : [])];
}

function leaveToSignIn() {
  location.replace(`/account/login?next=${encodeURIComponent(`/account${location.hash}`)}`);
}
