/** `/account/reset?token=`: a new password, after which every session has ended. */
import { field, submit } from "../form-parts.ts";
import type { Page } from "../frame.ts";

export const resetPage: Page = {
  path: "/account/reset",
  title: "Choose a new password",
  script: "reset.js",
  width: "card",
  body: `
<section data-panel="form">
<h1 tabindex="-1">Choose a new password</h1>
<p class="lead">You will be signed out everywhere, and sign in again with the new one.</p>
<form id="reset" method="post" novalidate>
${field({
  id: "password",
  name: "password",
  label: "New password",
  type: "password",
  autocomplete: "new-password",
  hint: "At least 10 characters. A few words in a row are easy to keep in mind and hard to guess.",
  attributes: "autofocus",
})}
${submit("Save the password")}
</form>
</section>
<section data-panel="done" hidden>
<h1 tabindex="-1">Your password is changed</h1>
<p class="lead">All devices are signed out.</p>
<a class="primary" href="/account/login">Sign in</a>
</section>
<section data-panel="failed" hidden>
<h1 tabindex="-1">This link does not work</h1>
<p class="lead" id="reason">The address of this page is incomplete: open it from the mail again.</p>
<a class="primary" href="/account/forgot">Ask for a new link</a>
</section>`,
};
