/** The dialog that appears when a verb wants a fresh proof. `browser/overview/proof.js` brings it to life. */
import { codeField, field, message, submit } from "../../form-parts.ts";

export const proofDialog = `
<dialog id="proof" aria-labelledby="proof-title">
<h2 id="proof-title" tabindex="-1">Is it still you?</h2>
<p>This is sensitive, and your last proof is more than ten minutes old.</p>
<div data-way="passkey" hidden>
<button type="button" class="primary" id="proof-passkey">Use a passkey</button>
</div>
<form data-way="totp" id="proof-totp" method="post" novalidate hidden>
${codeField("proof-code", "Code from your authenticator app")}
${submit("Confirm")}
</form>
<form data-way="password" id="proof-password" method="post" novalidate hidden>
<input type="text" name="username" autocomplete="username" hidden>
${field({ id: "proof-secret", name: "password", label: "Your password", type: "password", autocomplete: "current-password" })}
${submit("Confirm")}
</form>
<div data-way="none" hidden>
<p>Please sign in again, then repeat what you were doing.</p>
<button type="button" class="primary" id="proof-login">Sign in again</button>
</div>
<div id="proof-message">${message}</div>
<p class="answers" id="proof-others">
<button type="button" class="link" data-use="passkey" hidden>Use a passkey instead</button>
<button type="button" class="link" data-use="totp" hidden>Use a code instead</button>
<button type="button" class="link" data-use="password" hidden>Use the password instead</button>
<button type="button" class="link" id="proof-cancel">Cancel</button>
</p>
</dialog>`;
