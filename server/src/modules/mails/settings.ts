/** What each organization may choose of its mails to customers. How they look is of the module notifications. */
import { boolean } from "#platform/resource";
import { type DeclaredSetting, defineSetting } from "#platform/settings";

export const confirmsByMail = defineSetting({
  name: "mail.order_confirmations",
  field: boolean({
    describe:
      "Whether customers get a mail when their order is confirmed. Switch it off where another system of yours confirms them.",
    example: false,
  }),
  default: true,
});

export const mailsSettings: DeclaredSetting[] = [confirmsByMail];
