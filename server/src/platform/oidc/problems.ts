import { defineProblem } from "#platform/errors";

export const unknownProvider = defineProblem({
  code: "unknown_provider",
  status: 404,
  title: "No such provider",
  describe:
    "Nobody configured a provider of this name for signing in. `GET /v1/auth/providers` lists those that exist.",
  remedy: "Choose a name that `GET /v1/auth/providers` lists, or log in another way.",
});
export const providerUnavailable = defineProblem({
  code: "provider_unavailable",
  status: 503,
  title: "The provider does not answer",
  describe:
    "The outside provider cannot be reached, or describes itself in a way that cannot be used. Nothing was done. Try again after `Retry-After` seconds, or sign in another way.",
});
export const outsideSignInFailed = defineProblem({
  code: "outside_sign_in_failed",
  status: 401,
  title: "The outside sign-in was not accepted",
  describe:
    "The answer that came back from the provider is too old, belongs to another browser or provider, was used before, or does not prove who this is. Begin again from the start.",
  remedy:
    "Begin again, in the same browser that comes back: `POST /v1/auth/login/oauth/{provider}` to log in, `POST /v1/me/linked_accounts/oauth/{provider}` to link. Sending the same answer again never helps.",
});
