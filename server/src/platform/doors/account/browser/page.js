/** What every page does by itself: says when the network is gone, and lets a password be read. */
import { html, input } from "./parts.js";

const offline = html("offline");
const look = () => {
  offline.hidden = navigator.onLine;
};
addEventListener("offline", look);
addEventListener("online", look);
look();

for (const reveal of document.querySelectorAll("button.reveal")) {
  const field = input(reveal.getAttribute("aria-controls") ?? "");
  reveal.addEventListener("click", () => {
    const shown = reveal.getAttribute("aria-pressed") === "true";
    reveal.setAttribute("aria-pressed", String(!shown));
    field.type = shown ? "password" : "text";
    field.focus();
  });
  // what is sent away or remembered by the browser is a password again
  field.form?.addEventListener("submit", () => {
    reveal.setAttribute("aria-pressed", "false");
    field.type = "password";
  });
}
