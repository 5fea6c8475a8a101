import { escaped } from "#platform/html";
import { currenciesInUse, isCountry } from "#platform/money";
import { field, submit } from "../../form-parts.ts";
import { listOf, messageOf, type Section } from "./section.ts";

const inEnglish = (type: "region" | "currency") => new Intl.DisplayNames(["en"], { type });

export const organizations: Section = {
  id: "organizations",
  title: "Organizations",
  describe: "Where you are a member or a buyer, and as what.",
  words: {
    organization_made: "{name} is created. You are its owner.",
    leave_title: "Leave {name}?",
    leave_text: "You lose access at once. Only an invitation brings you back.",
    leave_yes: "Leave",
    left: "You have left {name}.",
  },
  body: `
${listOf("organizations", {
  empty:
    "You are not a member of any organization yet. Create one, or, if you are invited, follow the link in the mail of the invitation.",
  row: `<div class="row"><span><strong data-slot="name"></strong> <span class="quiet" data-slot="role"></span></span><button type="button" class="link" data-act="leave">Leave<span class="unseen"> <span data-slot="name"></span></span></button></div>`,
})}
${messageOf("organizations")}
<details id="found">
<summary>Create an organization</summary>
<form id="found-form" method="post" novalidate>
${field({ id: "organization-name", name: "name", label: "Name", autocomplete: "organization" })}
<div class="pair">
<div class="field">
<label for="country">Country</label>
<select id="country" name="country" autocomplete="country" aria-describedby="country-wrong" required><option value="">Choose …</option>${countries()}</select>
<p class="wrong" id="country-wrong"></p>
</div>
${field({ id: "currency", name: "currency", label: "Currency", autocomplete: "off", hint: "Three letters, such as EUR", attributes: `list="currencies" maxlength="3" class="upper"` })}
</div>
<datalist id="currencies">${currencies()}</datalist>
${submit("Create it")}
</form>
</details>`,
};

function countries(): string {
  const names = inEnglish("region");
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter(isCountry)
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
    .map(({ code, name }) => `<option value="${code}">${escaped(name)}</option>`)
    .join("");
}

function currencies(): string {
  const names = inEnglish("currency");
  return currenciesInUse()
    .map((code) => `<option value="${code}">${escaped(names.of(code) ?? code)}</option>`)
    .join("");
}
