/** The words of this package: who vouches for a person, what is remembered on the way, and what comes back. */

/** One provider as the operator configured it. `name` stands in paths and in the database, `title` on a button. */
export type OutsideProvider = {
  name: string;
  title: string;
  clientId: string;
  clientSecret: string;
  /** Whether we believe what it says of addresses. */
  trustEmail: boolean;
} & (
  | { kind: "google" }
  /** @property tenant `common`, `organizations`, `consumers`, or one tenant's id or domain. */
  | { kind: "microsoft"; tenant: string }
  | { kind: "github" }
  /** @property issuer https, or http at a loopback address. */
  | { kind: "openid"; issuer: string }
);

/**
 * What ties an answer to the browser that asked. Plain JSON; whoever keeps it must seal it and bind it to
 * the browser: with it, anybody could finish the sign-in. `at` is in milliseconds since 1970.
 */
export type SignInMemory = {
  state: string;
  nonce: string;
  codeVerifier: string;
  provider: string;
  at: number;
};

/** What the browser brought back, as it stood in the query. `iss` names the issuer (RFC 9207). */
export type Callback = { code: string; state: string; iss?: string | undefined };

/**
 * Who the provider says this is. `subject` never changes, is never given to somebody else, and means one
 * person together with `provider`. Only an e-mail with `emailVerified` says anything about whose it is: the provider
 * vouches for it, and the operator trusts it to.
 */
export type OutsideIdentity = {
  provider: string;
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
};

/** What a kind of provider finds out; the name is the caller's. */
export type Found = Omit<OutsideIdentity, "provider">;
