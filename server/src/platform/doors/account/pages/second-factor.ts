/** The second step of signing in, for whoever has set one up. `browser/second-factor.js` brings it to life. */
import { codeField, field, submit } from "../form-parts.ts";

export const secondFactor = `
<section data-panel="totp" hidden>
<h1 tabindex="-1">Enter your code</h1>
<p class="lead">Open your authenticator app and type the six digits it shows for Plinth.</p>
<form id="totp" method="post" novalidate>
${codeField("totp-code", "Code from the app")}
${submit("Continue")}
</form>
<p class="aside" id="to-recovery"><button type="button" class="link" data-go="recovery_code">Use a recovery code instead</button></p>
<p class="aside"><a href="/account/login" data-keep-next>Begin again</a></p>
</section>
<section data-panel="recovery_code" hidden>
<h1 tabindex="-1">Enter a recovery code</h1>
<p class="lead">One of the ten codes that you kept when you set up two-factor sign-in. Each works once.</p>
<form id="recovery" method="post" novalidate>
${field({ id: "recovery-code", name: "recovery_code", label: "Recovery code", autocomplete: "off", attributes: `class="code" data-first` })}
${submit("Continue")}
</form>
<p class="aside" id="to-totp"><button type="button" class="link" data-go="totp">Use the authenticator app instead</button></p>
<p class="aside"><a href="/account/login" data-keep-next>Begin again</a></p>
</section>`;
