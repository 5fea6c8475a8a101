import { field, submit } from "../../form-parts.ts";
import { listOf, messageOf, type Section } from "./section.ts";

export const passkeys: Section = {
  id: "passkeys",
  title: "Passkeys",
  describe: "Sign in with your fingerprint, your face or a security key. Nobody can copy or guess it.",
  words: {
    passkey_used: "last used {when}",
    passkey_unused: "not used yet",
    passkey_added: "The passkey is added.",
    passkey_title: "Remove “{name}”?",
    passkey_text: "It can no longer be used to sign in here. Delete it on the device as well.",
    passkey_yes: "Remove it",
    passkey_gone: "The passkey is removed.",
  },
  body: `
${listOf("passkeys", {
  empty: "You have no passkey yet.",
  row: `<div class="row"><span><strong data-slot="name"></strong><br><span class="quiet">Added <span data-slot="created"></span>, <span data-slot="used"></span></span></span><button type="button" class="link" data-act="remove">Remove<span class="unseen"> <span data-slot="name"></span></span></button></div>`,
})}
${messageOf("passkeys")}
<form id="passkey-form" method="post" novalidate>
${field({ id: "passkey-name", name: "name", label: "Name of the new one", autocomplete: "off", hint: "So that you recognize it later." })}
${submit("Add a passkey").replace("primary", "secondary")}
</form>`,
};
