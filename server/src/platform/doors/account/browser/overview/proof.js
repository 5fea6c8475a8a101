/** The dialog in which a person proves again that it is them. */
import { ask } from "../api.js";
import { Cancelled, messageIn, onClick, onSubmit } from "../forms.js";
import { button, form, html, part } from "../parts.js";
import { canUsePasskeys, usePasskey } from "../passkeys.js";

/** @typedef {"passkey" | "totp" | "password" | "none"} Way */

const dialog = part("proof", HTMLDialogElement);
const message = messageIn(html("proof-message"));
/** @type {(proven: boolean) => void} */
let settle = () => {};

onSubmit(form("proof-password"), ({ password }) => prove({ password }));
onSubmit(form("proof-totp"), ({ code = "" }) => prove({ code: code.replaceAll(" ", "") }));
onClick(button("proof-passkey"), message, async () => {
  const { challenge_token, options } = await ask("POST", "/v1/auth/step_up/passkey/options", {});
  await prove({ challenge_token, response: await usePasskey(options) });
});
onClick(button("proof-login"), message, async () => {
  await ask("POST", "/v1/auth/logout");
  location.replace("/account/login");
});
button("proof-cancel").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => settle(false));
for (const other of others())
  other.addEventListener("click", () => use(/** @type {Way} */ (other.dataset.use)));

/**
 * @param {string[]} methods by which the server would believe it
 * @param {string} email for password managers
 * @throws {Cancelled}
 */
export async function askForProof(methods, email) {
  const ways = /** @type {const} */ (["passkey", "totp", "password"]).filter(
    (way) => methods.includes(way) && (way !== "passkey" || canUsePasskeys()),
  );
  for (const name of ["proof-password", "proof-totp"]) form(name).reset();
  form("proof-password").username.value = email;
  html("proof-others").dataset.ways = ways.join(" ");
  dialog.showModal();
  use(ways[0] ?? "none");
  const proven = await new Promise((resolve) => {
    settle = resolve;
  });
  if (!proven) throw new Cancelled();
}

/** @param {unknown} proof */
async function prove(proof) {
  await ask("POST", "/v1/auth/step_up", proof);
  settle(true);
  dialog.close();
}

/** @param {Way} way */
function use(way) {
  message.textContent = "";
  for (const place of dialog.querySelectorAll("[data-way]")) {
    if (place instanceof HTMLElement) place.hidden = place.dataset.way !== way;
  }
  const possible = (html("proof-others").dataset.ways ?? "").split(" ");
  for (const other of others())
    other.hidden = other.dataset.use === way || !possible.includes(other.dataset.use ?? "");
  const target = dialog.querySelector(`[data-way="${way}"] :is(input:not([hidden]), button.primary)`);
  if (target instanceof HTMLElement) target.focus();
}

function others() {
  return [...dialog.querySelectorAll("button[data-use]")].filter((each) => each instanceof HTMLButtonElement);
}
