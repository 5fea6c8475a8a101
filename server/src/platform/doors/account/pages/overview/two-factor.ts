import { codeField, submit } from "../../form-parts.ts";
import { messageOf, type Section } from "./section.ts";

export const twoFactor: Section = {
  id: "two-factor",
  title: "Two-factor sign-in",
  describe: "After the password, a code from an app on your phone. One of the two alone opens nothing.",
  words: {
    codes_left: "{left} of your recovery codes are left.",
    code_left: "One of your recovery codes is left. Make new ones soon.",
    no_codes_left:
      "None of your recovery codes is left. Make new ones, so that losing the phone does not lock you out.",
    totp_is_off: "Two-factor sign-in is off.",
    off_title: "Turn off two-factor sign-in?",
    off_text: "Then the password alone is enough to sign in. Your recovery codes stop working.",
    off_yes: "Turn it off",
    renew_title: "Make new recovery codes?",
    renew_text: "The ones that you have kept stop working.",
    renew_yes: "Make new ones",
    codes_copied: "The codes are copied.",
    secret_copied: "The secret is copied.",
    codes_file: "Recovery codes for Plinth, {email}. Each works once.",
  },
  body: `
<div data-state="off" hidden>
<p>It is <strong>off</strong>.</p>
<button type="button" class="secondary" id="totp-begin">Set it up</button>
</div>
<div data-state="enrolling" hidden>
<h3 tabindex="-1">1. Scan this with your authenticator app</h3>
<img id="totp-qr" class="qr" width="200" height="200" alt="QR code that holds the secret below">
<p class="quiet">No camera at hand? Type the secret instead:</p>
<p class="secret"><code id="totp-secret"></code> <button type="button" class="link" id="totp-copy">Copy<span class="unseen"> the secret</span></button></p>
<form id="totp-form" method="post" novalidate>
<h3>2. Type the code that it shows</h3>
${codeField("totp-code", "Code from the app")}
${submit("Turn it on")}
<button type="button" class="link" id="totp-cancel">Cancel</button>
</form>
</div>
<div data-state="codes" hidden>
<h3 tabindex="-1">Keep these recovery codes</h3>
<p>If you lose your phone, each of them lets you in once. They are shown <strong>only now</strong>: put them where you keep your passwords, or print them.</p>
<ol class="codes" id="codes"></ol>
<p class="answers"><button type="button" class="secondary" id="codes-copy">Copy</button><button type="button" class="secondary" id="codes-download">Download</button><button type="button" class="primary" id="codes-kept">I have kept them</button></p>
</div>
<div data-state="on" hidden>
<p>It is <strong>on</strong>. <span id="codes-left"></span></p>
<p class="answers"><button type="button" class="secondary" id="codes-renew">New recovery codes</button><button type="button" class="link" id="totp-off">Turn it off</button></p>
</div>
${messageOf("two-factor")}`,
};
