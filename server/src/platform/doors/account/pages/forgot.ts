/** `/account/forgot`: a link to choose a new password. The answer is the same whether or not there is an account. */
import { field, submit } from "../form-parts.ts";
import type { Page } from "../frame.ts";

export const forgotPage: Page = {
  path: "/account/forgot",
  title: "Forgotten password",
  script: "forgot.js",
  width: "card",
  body: `
<section data-panel="form">
<h1 tabindex="-1">Forgotten password</h1>
<p class="lead">Tell us your address, and we send you a link to choose a new one.</p>
<form id="forgot" method="post" novalidate>
${field({ id: "email", name: "email", label: "E-mail", type: "email", autocomplete: "username", attributes: "autofocus" })}
${submit("Send me a link")}
</form>
<p class="aside"><a href="/account/login">Back to sign in</a></p>
</section>
<section data-panel="sent" hidden>
<h1 tabindex="-1">Check your mail</h1>
<p class="lead">If there is an account for <strong data-slot="email"></strong>, a link is on its way to it. It works once, within 30 minutes.</p>
<p>Nothing there after a few minutes? Look in the spam folder.</p>
<p class="aside"><a href="/account/login">Back to sign in</a></p>
</section>`,
};
