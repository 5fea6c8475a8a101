import { onClick, onSubmit, Spoken } from "../forms.js";
import { fill, form, html, input } from "../parts.js";
import { canUsePasskeys, makePasskey } from "../passkeys.js";
import { onDay, say, since, word } from "../words.js";
import { deviceName } from "./device.js";
import { list, rowButton } from "./list.js";
import { askAsMe, learnWhoIAm } from "./me.js";
import { makeSure } from "./sure.js";

/** @typedef {{ id: string, name: string, created_at: string, last_used_at: string | null }} Passkey */

export function showPasskeys() {
  const load = async () => (await askAsMe("GET", "/v1/me/passkeys")).data;
  const refresh = list("passkeys", load, (row, passkey) => showPasskey(row, passkey, refresh));
  input("passkey-name").value = deviceName(navigator.userAgent);
  onSubmit(form("passkey-form"), async ({ name }) => {
    if (!canUsePasskeys()) throw new Spoken(word("passkey_unsupported"));
    const { challenge_token, options } = await askAsMe("POST", "/v1/me/passkeys/options");
    const response = await makePasskey(options);
    await askAsMe("POST", "/v1/me/passkeys", { challenge_token, response, name });
    await Promise.all([refresh(), learnWhoIAm()]);
    say(word("passkey_added"));
  });
}

/**
 * @param {HTMLElement} row
 * @param {Passkey} passkey
 * @param {() => Promise<void>} refresh
 */
function showPasskey(row, { id, name, created_at, last_used_at }, refresh) {
  const used =
    last_used_at === null ? word("passkey_unused") : word("passkey_used", { when: since(last_used_at) });
  fill(row, { name, created: onDay(created_at), used });
  onClick(rowButton(row, "remove"), html("passkeys-message"), async () => {
    const words = {
      title: word("passkey_title", { name }),
      text: word("passkey_text"),
      yes: word("passkey_yes"),
    };
    await makeSure(words);
    await askAsMe("DELETE", `/v1/me/passkeys/${id}`);
    await Promise.all([refresh(), learnWhoIAm()]);
    say(word("passkey_gone"));
  });
}
