import { ask } from "./api.js";
import { messageIn, onClick, onSubmit } from "./forms.js";
import "./page.js";
import { button, fill, form, html, input, showPanel, speakTo } from "./parts.js";
import { keepInvitation, keepNext, keptInvitation, takeFromAddress } from "./places.js";
import { say, word } from "./words.js";

const invitation = takeFromAddress("invitation").invitation ?? keptInvitation();
/** @type {{ name: string, email: string, password: string, locale?: string } | undefined} */
let wish;

keepNext();
onSubmit(form("register"), async ({ name = "", email = "", password = "" }) => {
  wish = { name, email, password, ...language() };
  await ask("POST", "/v1/auth/register", wish);
  fill(document, { email });
  showPanel("sent");
});
// nobody is a user before the link is followed: who got no mail asks once more for the same
onClick(button("again"), messageIn(button("again").closest("section") ?? document), async () => {
  await ask("POST", "/v1/auth/register", wish);
  say(word("mail_sent", { email: wish?.email ?? "" }));
});
if (invitation !== undefined) void welcome(invitation);

/** Mails come in the language of the browser, where it names one in short. */
function language() {
  return /^[a-z]{2}(-[A-Z]{2})?$/.test(navigator.language) ? { locale: navigator.language } : {};
}

/**
 * An invitation is for one address: it is filled in, and not to be changed.
 * @param {string} token
 */
async function welcome(token) {
  const preview = await ask("POST", "/v1/invitations/preview", { token }).catch(() => undefined);
  if (preview === undefined) return;
  keepInvitation(token);
  input("email").value = preview.email;
  input("email").readOnly = true;
  const { organization_name, role } = preview;
  fill(document, { organization_name, asked_to: word(`asked_${speakTo(role)}`) });
  html("invited").hidden = false;
  html("then-join").hidden = false;
  html("then-sign-in").hidden = true;
}
