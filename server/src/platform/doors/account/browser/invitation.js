import { ask } from "./api.js";
import { messageIn, onClick, saidOf } from "./forms.js";
import "./page.js";
import { button, fill, html, part, showPanel, speakTo } from "./parts.js";
import { keepInvitation, keptInvitation, takeFromAddress } from "./places.js";
import { atMinute, word } from "./words.js";

const token = takeFromAddress("token").token ?? keptInvitation();
const message = messageIn(part("accept", Element).closest("section") ?? document);

onClick(button("accept"), message, async () => {
  await ask("POST", "/v1/invitations/accept", { token });
  keepInvitation(undefined);
  showPanel("accepted");
});
onClick(button("someone-else"), message, async () => {
  await ask("POST", "/v1/auth/logout");
  location.assign("/account/login?next=/account/invitation");
});
if (token === undefined) showPanel("failed");
else void open(token);

/** @param {string} token stays in this tab while its person signs in or registers */
async function open(token) {
  try {
    const preview = await ask("POST", "/v1/invitations/preview", { token });
    keepInvitation(token);
    const { organization_name, email, role, expires_at } = preview;
    fill(document, { organization_name, email, role, expires_at: atMinute(expires_at) });
    fill(document, { asked: word(`asked_${speakTo(role)}`, { organization_name }) });
  } catch (error) {
    html("reason").textContent = saidOf(error);
    return showPanel("failed");
  }
  const me = await ask("GET", "/v1/me").catch(() => undefined);
  fill(document, { me: me?.user?.email ?? "" });
  showPanel(me?.user ? "member" : "stranger");
}
