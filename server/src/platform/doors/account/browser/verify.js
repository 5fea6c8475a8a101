import { ask, Problem } from "./api.js";
import { messageIn, onClick, saidOf } from "./forms.js";
import "./page.js";
import { button, fill, html, part, showPanel } from "./parts.js";
import { keptInvitation, takeFromAddress } from "./places.js";

const { token } = takeFromAddress("token");

if (token === undefined) showPanel("failed");
onClick(button("confirm"), messageIn(part("confirm", Element).closest("section") ?? document), async () => {
  try {
    const { email, password } = await ask("POST", "/v1/auth/verify_email", { token });
    fill(document, { email });
    leadOn();
    showPanel(password === "missing" ? "choose" : "done");
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 0 || error.status === 429 || error.status >= 500)
      throw error;
    html("reason").textContent = saidOf(error);
    showPanel("failed");
  }
});

/** Who registered because they were invited, in this tab, goes back to the invitation. */
function leadOn() {
  if (keptInvitation() === undefined) return;
  html("then-invitation").hidden = true;
  part("continue", HTMLAnchorElement).href = "/account/invitation";
}
