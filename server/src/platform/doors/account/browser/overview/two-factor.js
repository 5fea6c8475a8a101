import { messageIn, onClick, onSubmit } from "../forms.js";
import { button, form, html, part } from "../parts.js";
import { say, word } from "../words.js";
import { askAsMe, learnWhoIAm, whenKnown } from "./me.js";
import { makeSure } from "./sure.js";

/** @type {string[]} */
let codes = [];
let email = "";

export function showTwoFactor() {
  const message = html("two-factor-message");
  whenKnown(({ user, factors }) => {
    email = user.email;
    html("codes-left").textContent = leftOf(factors.recovery_codes_left);
    // codes that are still on the screen are shown this once: they stay until they are kept
    if (codes.length === 0) show(factors.totp ? "on" : "off");
  });
  onClick(button("totp-begin"), message, begin);
  onSubmit(form("totp-form"), async ({ code = "" }) => {
    const { recovery_codes } = await askAsMe("POST", "/v1/me/totp/confirm", {
      code: code.replaceAll(" ", ""),
    });
    await present(recovery_codes);
  });
  button("totp-cancel").addEventListener("click", () => show("off"));
  onClick(button("codes-renew"), message, async () => {
    await makeSure({ title: word("renew_title"), text: word("renew_text"), yes: word("renew_yes") });
    const { recovery_codes } = await askAsMe("POST", "/v1/me/recovery_codes");
    await present(recovery_codes);
  });
  onClick(button("totp-off"), message, turnOff);
  offerToKeep(message);
}

async function begin() {
  const { secret, qr_svg } = await askAsMe("POST", "/v1/me/totp");
  // as an image it can run nothing
  part("totp-qr", HTMLImageElement).src = `data:image/svg+xml,${encodeURIComponent(qr_svg)}`;
  html("totp-secret").textContent = inGroups(secret);
  form("totp-form").reset();
  show("enrolling");
}

async function turnOff() {
  await makeSure({ title: word("off_title"), text: word("off_text"), yes: word("off_yes") });
  await askAsMe("DELETE", "/v1/me/totp");
  await learnWhoIAm();
  say(word("totp_is_off"));
}

/** @param {string[]} made */
async function present(made) {
  codes = made;
  const lines = made.map((code) => {
    const line = document.createElement("li");
    line.textContent = code;
    return line;
  });
  html("codes").replaceChildren(...lines);
  show("codes");
  await learnWhoIAm();
}

/** @param {HTMLElement} message */
function offerToKeep(message) {
  // only pages served over https, or from this machine, may write to the clipboard
  for (const name of ["codes-copy", "totp-copy"]) button(name).hidden = navigator.clipboard === undefined;
  onClick(button("codes-copy"), message, async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    say(word("codes_copied"));
  });
  onClick(button("totp-copy"), message, async () => {
    await navigator.clipboard.writeText((html("totp-secret").textContent ?? "").replaceAll(" ", ""));
    say(word("secret_copied"));
  });
  button("codes-download").addEventListener("click", () => {
    const text = [word("codes_file", { email }), "", ...codes, ""].join("\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = "plinth-recovery-codes.txt";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
  button("codes-kept").addEventListener("click", () => {
    codes = [];
    html("codes").replaceChildren();
    show("on");
  });
}

/** @param {"off" | "enrolling" | "codes" | "on"} state */
function show(state) {
  if (state !== "enrolling") {
    html("totp-secret").textContent = "";
    part("totp-qr", HTMLImageElement).removeAttribute("src");
  }
  for (const place of html("two-factor").querySelectorAll("[data-state]")) {
    if (!(place instanceof HTMLElement)) continue;
    const shown = place.dataset.state === state;
    const appears = place.hidden && shown;
    place.hidden = !shown;
    const heading = place.querySelector("[tabindex]");
    if (appears && heading instanceof HTMLElement) heading.focus();
  }
  messageIn(form("totp-form")).textContent = "";
}

/** @param {number} left */
function leftOf(left) {
  if (left === 0) return word("no_codes_left");
  return left === 1 ? word("code_left") : word("codes_left", { left });
}

/** @param {string} secret */
const inGroups = (secret) => secret.match(/.{1,4}/g)?.join(" ") ?? secret;
