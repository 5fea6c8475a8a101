/** `/account/invitation?token=`: who invites, then sign in or register, then accept. */
import { message } from "../form-parts.ts";
import type { Page } from "../frame.ts";

/** Somebody who is asked to work there, or to order from there for their own company. */
const asked = `
<h1 tabindex="-1"><span data-slot="asked"></span></h1>
<p class="lead" data-for="member">The invitation is for <strong data-slot="email"></strong>, as <strong data-slot="role"></strong>. It is valid until <span data-slot="expires_at"></span>.</p>
<p class="lead" data-for="buyer">The invitation is for <strong data-slot="email"></strong>: see what your company has ordered, and order for it. It is valid until <span data-slot="expires_at"></span>.</p>`;

export const invitationPage: Page = {
  path: "/account/invitation",
  title: "Invitation",
  script: "invitation.js",
  width: "card",
  words: { asked_member: "Join {organization_name}", asked_buyer: "Order from {organization_name}" },
  body: `
<section data-panel="loading">
<h1 tabindex="-1">Invitation</h1>
<p class="lead" role="status">One moment …</p>
</section>
<section data-panel="stranger" hidden>
${asked}
<a class="primary" id="to-register" href="/account/register">Create an account</a>
<a class="secondary" href="/account/login?next=/account/invitation">I have an account already</a>
</section>
<section data-panel="member" hidden>
${asked}
<p>You are signed in as <strong data-slot="me"></strong>.</p>
${message}
<button type="button" class="primary" id="accept">Accept the invitation</button>
<p class="aside"><button type="button" class="link" id="someone-else">Sign in as somebody else</button></p>
</section>
<section data-panel="accepted" hidden>
<h1 tabindex="-1">Welcome to <span data-slot="organization_name"></span></h1>
<p class="lead" data-for="member">You are now a member, as <strong data-slot="role"></strong>.</p>
<p class="lead" data-for="buyer">You can now order there for your company.</p>
<a class="primary" href="/account">Continue</a>
</section>
<section data-panel="failed" hidden>
<h1 tabindex="-1">This invitation does not work</h1>
<p class="lead" id="reason">The address of this page is incomplete: open it from the mail again.</p>
<p>Whoever invited you can send a new one. If you have accepted it already, the organization is in your account.</p>
<p class="aside"><a href="/account">To your account</a></p>
</section>`,
};
