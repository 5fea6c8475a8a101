import { onSubmit } from "../forms.js";
import { form, html, input } from "../parts.js";
import { say, word } from "../words.js";
import { askAsMe, learnWhoIAm, whenKnown } from "./me.js";

export function showPassword() {
  whenKnown(({ user, factors }) => {
    form("password-form").username.value = user.email;
    html("no-password").hidden = factors.password;
    html("current-password-field").hidden = !factors.password;
    input("current-password").required = factors.password;
  });
  onSubmit(form("password-form"), async ({ current_password, new_password }) => {
    const current = current_password === "" ? {} : { current_password };
    await askAsMe("POST", "/v1/me/password", { ...current, new_password });
    form("password-form").reset();
    await learnWhoIAm();
    say(word("password_saved"));
  });
}
