/** The second step, after a right password or another provider's word. */
import { ask, Problem } from "./api.js";
import { onSubmit } from "./forms.js";
import { form, html, showPanel } from "./parts.js";

/** @typedef {{ mfa_token: string, methods: string[] }} Demand */

/** @type {Demand | undefined} */
let demand;

/**
 * @param {{ done: () => unknown, expired: () => unknown }} ways
 *   `expired`: the first step is too long ago, and has to be done again
 * @returns {(error: unknown) => boolean} shows the step if that is what the error asks for
 */
export function secondFactor({ done, expired }) {
  const send = async (/** @type {Record<string, string>} */ proof) => {
    try {
      await ask("POST", "/v1/auth/login/totp", { mfa_token: demand?.mfa_token, ...proof });
    } catch (error) {
      if (!(error instanceof Problem) || !isAboutToken(error)) throw error;
      return expired();
    }
    return done();
  };
  onSubmit(form("totp"), ({ code = "" }) => send({ code: code.replaceAll(" ", "") }));
  onSubmit(form("recovery"), ({ recovery_code = "" }) => send({ recovery_code }));
  for (const link of document.querySelectorAll("button[data-go]")) {
    link.addEventListener("click", () => showPanel(link.getAttribute("data-go") ?? "totp"));
  }

  return (error) => {
    if (!(error instanceof Problem) || error.code !== "mfa_required") return false;
    const { mfa_token, methods = ["totp"] } = error.members;
    demand = { mfa_token, methods };
    html("to-recovery").hidden = !methods.includes("recovery_code");
    html("to-totp").hidden = !methods.includes("totp");
    for (const name of ["totp", "recovery"]) form(name).reset();
    showPanel(methods.includes("totp") ? "totp" : "recovery_code");
    return true;
  };
}

/** @param {Problem} problem */
function isAboutToken(problem) {
  return problem.code === "invalid_token" || problem.errors.some(({ pointer }) => pointer === "/mfa_token");
}
