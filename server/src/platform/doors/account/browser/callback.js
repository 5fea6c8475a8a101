import { ask } from "./api.js";
import { saidOf } from "./forms.js";
import "./page.js";
import { html, part, showPanel } from "./parts.js";
import { journeysEnd, takeFromAddress } from "./places.js";
import { secondFactor } from "./second-factor.js";
import { word } from "./words.js";

const provider = location.pathname.split("/").at(-1) ?? "";
const { code, state, iss, error } = takeFromAddress(
  "code",
  "state",
  "iss",
  "error",
  "error_description",
  "scope",
);
const { purpose, next } = journeysEnd();
const done = () => location.replace(next);
const asksForSecondFactor = secondFactor(done);

if (error !== undefined) fail(word("refused"));
else if (code === undefined || state === undefined) fail(word("incomplete"));
else void finish(code, state);

/**
 * @param {string} code
 * @param {string} state
 */
async function finish(code, state) {
  const verb = purpose === "link" ? "/v1/me/linked_accounts/oauth" : "/v1/auth/login/oauth";
  try {
    await ask("POST", `${verb}/${provider}/callback`, { code, state, ...(iss === undefined ? {} : { iss }) });
  } catch (problem) {
    return asksForSecondFactor(problem) || fail(saidOf(problem));
  }
  done();
}

/** @param {string} reason */
function fail(reason) {
  html("reason").textContent = reason;
  part("back", HTMLAnchorElement).href = purpose === "link" ? "/account#linked-accounts" : "/account/login";
  showPanel("failed");
}
