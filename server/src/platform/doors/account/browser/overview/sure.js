/** Asks before something that cannot be undone. */
import { Cancelled } from "../forms.js";
import { button, html, part } from "../parts.js";

/**
 * @param {{ title: string, text: string, yes: string }} words
 * @throws {Cancelled} when they would rather not
 */
export async function makeSure({ title, text, yes }) {
  const dialog = part("sure", HTMLDialogElement);
  html("sure-title").textContent = title;
  html("sure-text").textContent = text;
  button("sure-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue !== "yes") throw new Cancelled();
}
