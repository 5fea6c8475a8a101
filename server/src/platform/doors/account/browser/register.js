import { ask } from "./api.js";
import { messageIn, onClick, onSubmit } from "./forms.js";
import "./page.js";
import { button, fill, form, html, input, part, showPanel } from "./parts.js";
import { keepInvitation, keepNext, keptInvitation, takeFromAddress } from "./places.js";
import { say, word } from "./words.js";

const invitation = takeFromAddress("invitation").invitation ?? keptInvitation();
let email = "";

keepNext();
onSubmit(form("register"), register);
const sent = part("resend", HTMLButtonElement).closest("section") ?? document.body;
onClick(button("resend"), messageIn(sent), async () => {
  await ask("POST", "/v1/auth/verify_email/resend", { email });
  say(word("mail_sent", { email }));
});
if (invitation !== undefined) void welcome(invitation);

/** @param {Record<string, string>} values */
async function register(values) {
  const invited = invitation === undefined ? {} : { invitation_token: invitation };
  const answer = await ask("POST", "/v1/auth/register", {
    name: values.name,
    email: values.email,
    password: values.password,
    ...invited,
  });
  email = answer?.email ?? values.email;
  fill(document, { email });
  showPanel(answer?.verification === "done" ? "done" : "sent");
}

/**
 * Who is invited need not type the address, and must not change it: the invitation proves it.
 * @param {string} token
 */
async function welcome(token) {
  const preview = await ask("POST", "/v1/invitations/preview", { token }).catch(() => undefined);
  if (preview === undefined) return;
  keepInvitation(token);
  const field = input("email");
  field.value = preview.email;
  field.readOnly = true;
  html("invited").hidden = false;
  fill(html("invited"), { organization_name: preview.organization_name });
}
