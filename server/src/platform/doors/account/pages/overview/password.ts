import { field, submit } from "../../form-parts.ts";
import type { Section } from "./section.ts";

export const password: Section = {
  id: "password",
  title: "Password",
  describe: "Changing it signs out your other devices.",
  words: { password_saved: "Your password is changed." },
  body: `
<p class="quiet" id="no-password" hidden>Your account has no password: you sign in another way. You can add one.</p>
<form id="password-form" method="post" novalidate>
<input type="text" name="username" autocomplete="username" hidden>
<div id="current-password-field">${field({ id: "current-password", name: "current_password", label: "Current password", type: "password", autocomplete: "current-password" })}</div>
${field({
  id: "new-password",
  name: "new_password",
  label: "New password",
  type: "password",
  autocomplete: "new-password",
  hint: "At least 10 characters. A few words in a row are easy to keep in mind and hard to guess.",
})}
${submit("Save the password").replace("primary", "secondary")}
</form>`,
};
