/** `/account/invitation?token=`: who invites, then sign in or register, then accept. */
import { message } from "../form-parts.ts";
import type { Page } from "../frame.ts";

export const invitationPage: Page = {
  path: "/account/invitation",
  title: "Invitation",
  script: "invitation.js",
  width: "card",
  body: `
<section data-panel="loading">
<h1 tabindex="-1">Invitation</h1>
<p class="lead" role="status">One moment …</p>
</section>
<section data-panel="stranger" hidden>
<h1 tabindex="-1">Join <span data-slot="organization_name"></span></h1>
<p class="lead">The invitation is for <strong data-slot="email"></strong>, as <strong data-slot="role"></strong>. It is valid until <span data-slot="expires_at"></span>.</p>
<a class="primary" id="to-register" href="/account/register">Create an account</a>
<a class="secondary" href="/account/login?next=/account/invitation">I have an account already</a>
</section>
<section data-panel="member" hidden>
<h1 tabindex="-1">Join <span data-slot="organization_name"></span></h1>
<p class="lead">The invitation is for <strong data-slot="email"></strong>, as <strong data-slot="role"></strong>. It is valid until <span data-slot="expires_at"></span>.</p>
<p>You are signed in as <strong data-slot="me"></strong>.</p>
${message}
<button type="button" class="primary" id="accept">Accept the invitation</button>
<p class="aside"><button type="button" class="link" id="someone-else">Sign in as somebody else</button></p>
</section>
<section data-panel="accepted" hidden>
<h1 tabindex="-1">Welcome to <span data-slot="organization_name"></span></h1>
<p class="lead">You are now a member, as <strong data-slot="role"></strong>.</p>
<a class="primary" href="/account">Continue</a>
</section>
<section data-panel="failed" hidden>
<h1 tabindex="-1">This invitation does not work</h1>
<p class="lead" id="reason">The address of this page is incomplete: open it from the mail again.</p>
<p>Whoever invited you can send a new one. If you have accepted it already, the organization is in your account.</p>
<p class="aside"><a href="/account">To your account</a></p>
</section>`,
};
