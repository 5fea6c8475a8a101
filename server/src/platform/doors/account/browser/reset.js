import { ask, Problem } from "./api.js";
import { onSubmit, saidOf } from "./forms.js";
import "./page.js";
import { form, html, showPanel } from "./parts.js";
import { takeFromAddress } from "./places.js";

const { token } = takeFromAddress("token");

if (token === undefined) showPanel("failed");
onSubmit(form("reset"), async ({ password }) => {
  try {
    await ask("POST", "/v1/auth/password/reset", { token, password });
    showPanel("done");
  } catch (error) {
    if (!(error instanceof Problem) || !isAboutToken(error)) throw error;
    html("reason").textContent = saidOf(error);
    showPanel("failed");
  }
});

/** @param {Problem} problem */
function isAboutToken(problem) {
  return problem.code === "invalid_token" || problem.errors.some(({ pointer }) => pointer === "/token");
}
