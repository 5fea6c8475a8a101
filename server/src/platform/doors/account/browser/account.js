import { Problem } from "./api.js";
import { messageIn, onClick, saidOf } from "./forms.js";
import { showLinkedAccounts } from "./overview/linked-accounts.js";
import { askAsMe, learnWhoIAm } from "./overview/me.js";
import { showOrganizations } from "./overview/organizations.js";
import { showPasskeys } from "./overview/passkeys.js";
import { showPassword } from "./overview/password.js";
import { showProfile } from "./overview/profile.js";
import { showSecurityLog } from "./overview/security-log.js";
import { showSessions } from "./overview/sessions.js";
import { showTwoFactor } from "./overview/two-factor.js";
import "./page.js";
import { button, fill, html, showPanel } from "./parts.js";

const sections = [
  showProfile,
  showOrganizations,
  showPassword,
  showTwoFactor,
  showPasskeys,
  showLinkedAccounts,
  showSessions,
  showSecurityLog,
];

onClick(button("logout"), messageIn(html("logout-message")), async () => {
  await askAsMe("POST", "/v1/auth/logout");
  location.replace("/account/login");
});
button("again").addEventListener("click", () => void open());
void open();

async function open() {
  showPanel("loading");
  try {
    const me = await learnWhoIAm();
    fill(document, { me: me.user.email });
    showPanel("account");
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return;
    html("reason").textContent = saidOf(error);
    return showPanel("failed");
  }
  // each once: what it needs later it asks for itself
  for (const show of sections.splice(0)) show();
  // an address such as /account#passkeys: until now there was nothing to scroll to
  if (location.hash !== "") document.getElementById(location.hash.slice(1))?.scrollIntoView();
}
