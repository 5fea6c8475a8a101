/** `/account/register`, also with `?invitation=`: an account of one's own, proven by a mail. */
import { field, submit } from "../form-parts.ts";
import type { Page } from "../frame.ts";

export const registerPage: Page = {
  path: "/account/register",
  title: "Create an account",
  script: "register.js",
  width: "card",
  words: {
    mail_sent: "Another link is on its way to {email}.",
    asked_member: "join",
    asked_buyer: "order from",
  },
  body: `
<section data-panel="form">
<h1 tabindex="-1">Create an account</h1>
<p class="lead" id="invited" hidden>You are invited to <span data-slot="asked_to"></span> <strong data-slot="organization_name"></strong>.</p>
<form id="register" method="post" novalidate>
${field({ id: "name", name: "name", label: "Your name", autocomplete: "name", attributes: "autofocus" })}
${field({ id: "email", name: "email", label: "E-mail", type: "email", autocomplete: "username" })}
${field({
  id: "password",
  name: "password",
  label: "Password",
  type: "password",
  autocomplete: "new-password",
  hint: "At least 10 characters. A few words in a row are easy to keep in mind and hard to guess.",
})}
${submit("Create account")}
</form>
<p class="aside">Do you have an account? <a href="/account/login" data-keep-next>Sign in</a></p>
</section>
<section data-panel="sent" hidden>
<h1 tabindex="-1">Check your mail</h1>
<p class="lead">We have sent a link to <strong data-slot="email"></strong>. Follow it to confirm that the address is yours.</p>
<p>Nothing there after a few minutes? Look in the spam folder, or have it sent again.</p>
<p class="message" role="alert"></p>
<button type="button" class="secondary" id="again">Send the link again</button>
<p class="aside" id="then-sign-in"><a href="/account/login" data-keep-next>To the sign-in page</a></p>
<p class="aside" id="then-join" hidden>When you have confirmed it, come back here and <a href="/account/login?next=/account/invitation">sign in to <span data-slot="asked_to"></span> <span data-slot="organization_name"></span></a>.</p>
</section>`,
};
