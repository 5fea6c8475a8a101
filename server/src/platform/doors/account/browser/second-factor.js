/** The second step, after a right password or another provider's word. */
import { ask, Problem } from "./api.js";
import { onSubmit } from "./forms.js";
import { form, html, showPanel } from "./parts.js";

/** @typedef {{ mfa_token: string, methods: string[] }} Demand */

/** @type {Demand | undefined} */
let demand;

/**
 * @param {() => unknown} done
 * @returns {(error: unknown) => boolean} shows the step if that is what the error asks for
 */
export function secondFactor(done) {
  const send = async (/** @type {Record<string, string>} */ proof) => {
    await ask("POST", "/v1/auth/login/totp", { mfa_token: demand?.mfa_token, ...proof });
    done();
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
