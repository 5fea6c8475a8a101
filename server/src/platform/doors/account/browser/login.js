import { ask } from "./api.js";
import { messageIn, onClick, onSubmit } from "./forms.js";
import "./page.js";
import { button, form, html } from "./parts.js";
import { canUsePasskeys, usePasskey } from "./passkeys.js";
import { keepNext, localPlace, travel, wanted } from "./places.js";
import { secondFactor } from "./second-factor.js";
import { word } from "./words.js";

const next = localPlace(wanted());
const done = () => location.replace(next);
const waysMessage = messageIn(html("ways-message"));
const asksForSecondFactor = secondFactor(done);

keepNext();
onSubmit(form("login"), signIn);
if (canUsePasskeys()) onClick(button("with-passkey"), waysMessage, signInWithPasskey);
else button("with-passkey").hidden = true;
void goOnIfSignedIn();
void offerProviders();

/** @param {Record<string, string>} values */
async function signIn({ email, password }) {
  try {
    await ask("POST", "/v1/auth/login", { email, password, session: "cookie" });
  } catch (error) {
    if (asksForSecondFactor(error)) return;
    throw error;
  }
  done();
}

async function signInWithPasskey() {
  const { challenge_token, options } = await ask("POST", "/v1/auth/login/passkey/options", {});
  const response = await usePasskey(options);
  await ask("POST", "/v1/auth/login/passkey", { challenge_token, response, session: "cookie" });
  done();
}

/** Who is signed in already has no business here. */
async function goOnIfSignedIn() {
  const me = await ask("GET", "/v1/me").catch(() => undefined);
  if (me?.user) done();
}

/** Other ways in, if this installation has any; without them the page is whole. */
async function offerProviders() {
  const { data } = await ask("GET", "/v1/auth/providers").catch(() => ({ data: [] }));
  for (const { name, title } of data) {
    const offer = document.createElement("button");
    offer.type = "button";
    offer.className = "secondary";
    offer.textContent = word("with_provider", { title });
    onClick(offer, waysMessage, async () => {
      const path = `/v1/auth/login/oauth/${encodeURIComponent(name)}`;
      const { authorization_url } = await ask("POST", path, { session: "cookie" });
      travel({ purpose: "login", next: new URL(next).pathname + new URL(next).search }, authorization_url);
    });
    html("ways").append(offer);
  }
}
