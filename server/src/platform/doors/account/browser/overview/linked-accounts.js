import { ask } from "../api.js";
import { onClick } from "../forms.js";
import { fill, html } from "../parts.js";
import { travel } from "../places.js";
import { onDay, say, word } from "../words.js";
import { list, rowButton } from "./list.js";
import { askAsMe } from "./me.js";
import { makeSure } from "./sure.js";

/**
 * @typedef {{ id: string, provider: string, email: string | null, created_at: string }} LinkedAccount
 * @typedef {{ name: string, title: string }} Provider
 */

export function showLinkedAccounts() {
  /** @type {Provider[]} */
  let providers = [];
  const load = async () => {
    const [offered, linked] = await Promise.all([
      ask("GET", "/v1/auth/providers"),
      askAsMe("GET", "/v1/me/linked_accounts"),
    ]);
    providers = offered.data;
    offerToLink(
      providers.filter(
        ({ name }) => !linked.data.some((/** @type {LinkedAccount} */ each) => each.provider === name),
      ),
    );
    // without any provider there is nothing to link, and the section would only puzzle
    html("linked-accounts").hidden = providers.length === 0 && linked.data.length === 0;
    return linked.data;
  };
  const refresh = list("linked-accounts", load, (row, account) => {
    const title = providers.find(({ name }) => name === account.provider)?.title ?? account.provider;
    showLinked(row, account, title, refresh);
  });
}

/**
 * @param {HTMLElement} row
 * @param {LinkedAccount} account
 * @param {string} title
 * @param {() => Promise<void>} refresh
 */
function showLinked(row, { id, email, created_at }, title, refresh) {
  fill(row, { title, email: email ?? "", created: onDay(created_at) });
  onClick(rowButton(row, "unlink"), html("linked-accounts-message"), async () => {
    const words = {
      title: word("unlink_title", { title }),
      text: word("unlink_text"),
      yes: word("unlink_yes"),
    };
    await makeSure(words);
    await askAsMe("DELETE", `/v1/me/linked_accounts/${id}`);
    await refresh();
    say(word("unlinked", { title }));
  });
}

/** @param {Provider[]} providers */
function offerToLink(providers) {
  const offers = providers.map(({ name, title }) => {
    const offer = document.createElement("button");
    offer.type = "button";
    offer.className = "secondary";
    offer.textContent = word("link_provider", { title });
    onClick(offer, html("linked-accounts-message"), async () => {
      const { authorization_url } = await askAsMe(
        "POST",
        `/v1/me/linked_accounts/oauth/${encodeURIComponent(name)}`,
      );
      travel({ purpose: "link", next: "/account#linked-accounts" }, authorization_url);
    });
    return offer;
  });
  html("link-buttons").replaceChildren(...offers);
}
