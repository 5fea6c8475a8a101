import { listOf, messageOf, type Section } from "./section.ts";

export const linkedAccounts: Section = {
  id: "linked-accounts",
  title: "Linked accounts",
  describe: "Accounts elsewhere that you can sign in with.",
  words: {
    link_provider: "Link {title}",
    unlink_title: "Unlink {title}?",
    unlink_text: "You can no longer sign in with it.",
    unlink_yes: "Unlink",
    unlinked: "{title} is unlinked.",
  },
  body: `
${listOf("linked-accounts", {
  empty: "No account is linked.",
  row: `<div class="row"><span><strong data-slot="title"></strong><br><span class="quiet"><span data-slot="email"></span> since <span data-slot="created"></span></span></span><button type="button" class="link" data-act="unlink">Unlink<span class="unseen"> <span data-slot="title"></span></span></button></div>`,
})}
<p class="answers" id="link-buttons"></p>
${messageOf("linked-accounts")}`,
};
