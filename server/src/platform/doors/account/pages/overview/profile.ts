import { field, submit } from "../../form-parts.ts";
import type { Section } from "./section.ts";

export const profile: Section = {
  id: "profile",
  title: "Profile",
  describe: "How others in your organizations see you, and where our mails go.",
  words: {
    name_saved: "Your name is saved.",
    email_sent: "We have sent a link to {email}. The address changes when you follow it.",
  },
  body: `
<form id="name-form" method="post" novalidate>
${field({ id: "name", name: "name", label: "Name", autocomplete: "name" })}
${submit("Save the name").replace("primary", "secondary")}
</form>
<form id="email-form" method="post" novalidate>
${field({ id: "email", name: "email", label: "E-mail", type: "email", autocomplete: "email" })}
<p class="message good" role="status" id="email-sent"></p>
${submit("Change the address").replace("primary", "secondary")}
</form>`,
};
