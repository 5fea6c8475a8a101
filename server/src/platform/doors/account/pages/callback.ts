/** `/account/callback/{provider}`: where another provider sends people back to, with its answer in the address. */
import type { Page } from "../frame.ts";
import { secondFactor } from "./second-factor.ts";

export const callbackPage: Page = {
  path: "/account/callback/:provider",
  title: "Signing in",
  script: "callback.js",
  width: "card",
  words: {
    refused: "The other side did not confirm who you are, or you did not allow it to.",
    incomplete: "The answer of the other side is incomplete.",
  },
  body: `
<section data-panel="loading">
<h1 tabindex="-1">One moment</h1>
<p class="lead" role="status">You are being signed in …</p>
</section>
${secondFactor}
<section data-panel="failed" hidden>
<h1 tabindex="-1">That did not work</h1>
<p class="lead" id="reason"></p>
<a class="primary" id="back" href="/account/login">Back</a>
</section>`,
};
