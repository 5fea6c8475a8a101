import Type from "typebox";
import { definePublicAction } from "#platform/action";
import { providerUnavailable, unknownProvider } from "#platform/oidc";
import { journeyCookie } from "../journey.ts";
import { AuthorizationUrl, ProviderName } from "../linked-account.ts";
import { sessionKind, wantedOrganization } from "../session.ts";
import { callbackAddress } from "./accept-outside-answer.ts";

/** Off to a provider. The browser that sets out is the only one that can come back. */
export const beginOutsideLogin = definePublicAction({
  name: "auth.begin_outside",
  title: "Begin a login with an account elsewhere",
  door: "POST /v1/auth/login/oauth/{provider}",
  because: "whoever logs in is not known yet",
  describe:
    "Where to send the browser to log in with an account elsewhere. A short-lived cookie binds the answer to this browser.",
  input: Type.Object(
    { provider: ProviderName, session: sessionKind, organization_id: wantedOrganization },
    { additionalProperties: false },
  ),
  output: AuthorizationUrl,
  status: 200,
  subject: "session",
  fails: [unknownProvider, providerUnavailable],
  async prepare({ now }, input, { keyRing, providers, publicUrl }) {
    const redirectUri = callbackAddress(publicUrl, input.provider);
    const { authorizationUrl, memory } = await providers.begin(input.provider, { redirectUri });
    const cookie = journeyCookie(keyRing, now, {
      purpose: "login",
      memory,
      kind: input.session ?? "token",
      organizationId: input.organization_id ?? null,
    });
    return { authorizationUrl, cookie };
  },
  async run(_context, _tx, _input, { authorizationUrl, cookie }) {
    return { answer: { authorization_url: authorizationUrl }, cookies: [cookie] };
  },
});
