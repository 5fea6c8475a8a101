import { ask } from "./api.js";
import { onSubmit } from "./forms.js";
import "./page.js";
import { fill, form, showPanel } from "./parts.js";

onSubmit(form("forgot"), async ({ email }) => {
  await ask("POST", "/v1/auth/password/forgot", { email });
  fill(document, { email });
  showPanel("sent");
});
