import Type from "typebox";
import { definePersonalAction } from "#platform/action";
import { providerUnavailable, unknownProvider } from "#platform/oidc";
import { journeyCookie } from "../journey.ts";
import { AuthorizationUrl, ProviderName } from "../linked-account.ts";
import { callbackAddress } from "./accept-outside-answer.ts";

/** Off to a provider, to link an account there to one's own. Only the same session can come back. */
export const beginLink = definePersonalAction({
  name: "linked_accounts.begin",
  title: "Begin to link an account elsewhere",
  door: "POST /v1/me/linked_accounts/oauth/{provider}",
  because: "people add ways to log in to their own account",
  describe:
    "Where to send the browser to link an account elsewhere to yours. A short-lived cookie binds the answer to this browser and session.",
  input: Type.Object({ provider: ProviderName }, { additionalProperties: false }),
  output: AuthorizationUrl,
  status: 200,
  subject: "linked_account",
  trail: "refusals",
  stepUp: true,
  fails: [unknownProvider, providerUnavailable],
  async prepare({ person, now }, { provider }, { keyRing, providers, publicUrl }) {
    const redirectUri = callbackAddress(publicUrl, provider);
    const { authorizationUrl, memory } = await providers.begin(provider, { redirectUri });
    const { userId, sessionId } = person;
    const journey = {
      purpose: "link",
      userId,
      sessionId,
      memory,
      kind: "cookie",
      organizationId: null,
    } as const;
    return { authorizationUrl, cookie: journeyCookie(keyRing, now, journey) };
  },
  async run(_context, _tx, _input, { authorizationUrl, cookie }) {
    return { answer: { authorization_url: authorizationUrl }, cookies: [cookie] };
  },
});
