/** `/account/verify?token=`: an address is proven. By a button, because programs that scan mails follow links too. */
import { message } from "../form-parts.ts";
import type { Page } from "../frame.ts";

export const verifyPage: Page = {
  path: "/account/verify",
  title: "Confirm your e-mail",
  script: "verify.js",
  width: "card",
  body: `
<section data-panel="ask">
<h1 tabindex="-1">Confirm your e-mail</h1>
<p class="lead">One click, and the address is yours to sign in with. If you did not ask for this, simply close the page.</p>
${message}
<button type="button" class="primary" id="confirm">Confirm my address</button>
</section>
<section data-panel="done" hidden>
<h1 tabindex="-1">Your address is confirmed</h1>
<p class="lead"><strong data-slot="email"></strong> is now the address of your account.</p>
<p id="then-invitation">Were you invited to an organization? Follow the link in that mail once more, and accept.</p>
<a class="primary" id="continue" href="/account">Continue</a>
</section>
<section data-panel="choose" hidden>
<h1 tabindex="-1">One more mail: choose your password</h1>
<p class="lead">An account with the address <strong data-slot="email"></strong> was asked for more than once, with different passwords. We cannot tell which one is yours, so none of them counts.</p>
<p>A mail with a link is on its way to you. Choose your password there, then sign in. The link is good for 30 minutes.</p>
<a class="secondary" href="/account/forgot">Send me another link</a>
</section>
<section data-panel="failed" hidden>
<h1 tabindex="-1">This link does not work</h1>
<p class="lead" id="reason">The address of this page is incomplete: open it from the mail again.</p>
<p>If the address is confirmed already, simply sign in. If not, create the account once more: that sends a new mail.</p>
<a class="primary" href="/account">Sign in</a>
<a class="secondary" href="/account/register">Create an account</a>
</section>`,
};
