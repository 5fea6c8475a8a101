/** `/account`: a person's own things, each section with its texts in a file of its own. */
import { message } from "../form-parts.ts";
import type { Page } from "../frame.ts";
import { linkedAccounts } from "./overview/linked-accounts.ts";
import { organizations } from "./overview/organizations.ts";
import { passkeys } from "./overview/passkeys.ts";
import { password } from "./overview/password.ts";
import { profile } from "./overview/profile.ts";
import { proofDialog } from "./overview/proof.ts";
import type { Section } from "./overview/section.ts";
import { securityLog } from "./overview/security-log.ts";
import { sessions } from "./overview/sessions.ts";
import { twoFactor } from "./overview/two-factor.ts";

const sections: Section[] = [
  profile,
  organizations,
  password,
  twoFactor,
  passkeys,
  linkedAccounts,
  sessions,
  securityLog,
];

export const overviewPage: Page = {
  path: "/account",
  title: "Your account",
  script: "account.js",
  width: "wide",
  words: Object.assign(
    {
      device: "{browser} on {system}",
      unknown_device: "An unknown program",
    },
    ...sections.map(({ words }) => words),
  ) as Record<string, string>,
  body: `
<section data-panel="loading">
<p class="lead" role="status">Your account is loading …</p>
</section>
<section data-panel="failed" hidden>
<h1 tabindex="-1">Your account cannot be shown</h1>
<p class="lead" id="reason"></p>
<button type="button" class="primary" id="again">Try again</button>
</section>
<div data-panel="account" hidden>
<div class="greeting">
<h1 tabindex="-1">Your account</h1>
<div class="who"><span data-slot="me"></span> <button type="button" class="link" id="logout">Sign out</button></div>
</div>
<div id="logout-message">${message}</div>
${sections.map(({ id, title, describe, body }) => section(id, title, describe, body)).join("\n")}
</div>
${proofDialog}
<dialog id="sure" aria-labelledby="sure-title">
<form method="dialog">
<h2 id="sure-title"></h2>
<p id="sure-text"></p>
<div class="answers"><button value="no" class="secondary" autofocus>Cancel</button><button value="yes" class="danger" id="sure-yes"></button></div>
</form>
</dialog>`,
};

function section(id: string, title: string, describe: string, body: string): string {
  return `<section class="part" id="${id}" aria-labelledby="${id}-title">
<div class="about"><h2 id="${id}-title">${title}</h2><p>${describe}</p></div>
<div class="content">${body}</div>
</section>`;
}
