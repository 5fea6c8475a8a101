/** `/account/login?next=`: a password, then a second factor where one is set up; a passkey; another provider. */
import { field, message, submit } from "../form-parts.ts";
import type { Page } from "../frame.ts";
import { secondFactor } from "./second-factor.ts";

export const loginPage: Page = {
  path: "/account/login",
  title: "Sign in",
  script: "login.js",
  width: "card",
  words: { with_provider: "Continue with {title}" },
  body: `
<section data-panel="credentials">
<h1 tabindex="-1">Sign in</h1>
<form id="login" method="post" novalidate>
${field({ id: "email", name: "email", label: "E-mail", type: "email", autocomplete: "username", attributes: "autofocus" })}
${field({ id: "password", name: "password", label: "Password", type: "password", autocomplete: "current-password" })}
<p class="forgot"><a href="/account/forgot">Forgot your password?</a></p>
${submit("Sign in")}
</form>
<div class="or"><span>or</span></div>
<div class="ways" id="ways">
<button type="button" class="secondary" id="with-passkey">Sign in with a passkey</button>
</div>
<div id="ways-message">${message}</div>
<p class="aside">New here? <a href="/account/register" data-keep-next>Create an account</a></p>
</section>
${secondFactor}`,
};
