import { onSubmit } from "../forms.js";
import { form, html, input } from "../parts.js";
import { say, word } from "../words.js";
import { askAsMe, learnWhoIAm, whenKnown } from "./me.js";

export function showProfile() {
  whenKnown(({ user }) => {
    input("name").value = user.name;
    input("email").value = user.email;
  });
  onSubmit(form("name-form"), async ({ name }) => {
    await askAsMe("POST", "/v1/me/profile", { name });
    await learnWhoIAm();
    say(word("name_saved"));
  });
  onSubmit(form("email-form"), async ({ email = "" }) => {
    html("email-sent").textContent = "";
    await askAsMe("POST", "/v1/me/email", { email });
    html("email-sent").textContent = word("email_sent", { email });
  });
}
