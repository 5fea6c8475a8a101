/**
 * Signing in through outside providers: OpenID Connect with any issuer, Google and Microsoft, and GitHub's
 * OAuth 2. This package proves who the provider says somebody is; what that means here is the caller's.
 */

export {
  type Begun,
  createProviders,
  type Finish,
  type Providers,
  type ProvidersOptions,
} from "./create-providers.ts";
export { outsideSignInFailed, providerUnavailable, unknownProvider } from "./problems.ts";
export type { Callback, OutsideIdentity, OutsideProvider, SignInMemory } from "./provider.ts";
