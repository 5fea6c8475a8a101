import { onClick, onSubmit } from "../forms.js";
import { fill, form, html, part } from "../parts.js";
import { say, word } from "../words.js";
import { list, rowButton } from "./list.js";
import { askAsMe, learnWhoIAm, whenKnown } from "./me.js";
import { makeSure } from "./sure.js";

export function showOrganizations() {
  /** @type {import("./me.js").Membership[]} */
  let memberships = [];
  const refresh = list("organizations", async () => memberships, showMembership);
  whenKnown(({ organizations }) => {
    memberships = organizations;
    void refresh();
  });
  chooseOwnCountry();
  onSubmit(form("found-form"), async ({ name = "", country, currency = "" }) => {
    await askAsMe("POST", "/v1/organizations", { name, country, currency: currency.toUpperCase() });
    await learnWhoIAm();
    form("found-form").reset();
    part("found", HTMLDetailsElement).open = false;
    say(word("organization_made", { name }));
  });
}

/**
 * @param {HTMLElement} row
 * @param {import("./me.js").Membership} membership
 */
function showMembership(row, { id, name, role }) {
  fill(row, { name, role });
  onClick(rowButton(row, "leave"), html("organizations-message"), async () => {
    const words = { title: word("leave_title", { name }), text: word("leave_text"), yes: word("leave_yes") };
    await makeSure(words);
    await askAsMe("POST", `/v1/organizations/${id}/leave`);
    await learnWhoIAm();
    say(word("left", { name }));
  });
}

/** A guess by the browser's language, where that names a country. */
function chooseOwnCountry() {
  const region = /-([A-Z]{2})\b/.exec(navigator.language)?.[1];
  const own = part("country", HTMLSelectElement).querySelector(`option[value="${region}"]`);
  if (own instanceof HTMLOptionElement) own.defaultSelected = true;
}
