import { listOf, type Section } from "./section.ts";

export const securityLog: Section = {
  id: "security-log",
  title: "Security log",
  describe: "What has lately happened to your account.",
  words: {
    refused: "refused",
    failed: "failed",
    // by the verb's name in the API; a verb that has no words here is shown by its name
    "did auth.login": "Sign-in with a password",
    "did auth.login_totp": "Second step of a sign-in",
    "did auth.verify_email": "E-mail address confirmed",
    "did auth.refresh": "Session renewed",
  },
  body: listOf("security-log", {
    empty: "Nothing has happened yet.",
    row: `<div class="row stacks"><span><span data-slot="what"></span> <span class="tag bad" data-slot="outcome" hidden></span><br><span class="quiet"><span data-slot="device"></span> <span data-slot="address"></span></span></span><span class="quiet" data-slot="when"></span></div>`,
  }),
};
