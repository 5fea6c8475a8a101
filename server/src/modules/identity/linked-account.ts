/** Accounts elsewhere that log in here: their words, and what an outside identity means for us. Pure. */
import Type from "typebox";
import { Compile } from "typebox/compile";
import { comparableEmail, Email } from "#platform/email";
import type { OutsideIdentity } from "#platform/oidc";
import { orNull } from "./session.ts";

/** More than there are providers; whoever links hundreds is no human. */
export const mostLinkedAccounts = 20;

/** Who it is over there, for ever. */
export type OutsideAccount = { provider: string; issuer: string; subject: string; email: string | null };

/**
 * An OpenID subject is unique within its issuer and comes with it, as `<issuer>#<subject>`; plain OAuth has no issuer
 * but the provider.
 */
export function outsideAccount({ provider, subject, email }: OutsideIdentity): OutsideAccount {
  const at = subject.indexOf("#");
  return {
    provider,
    issuer: at < 0 ? provider : subject.slice(0, at),
    subject: subject.slice(at + 1),
    email: email === null ? null : email.trim(),
  };
}

const isAddress = Compile(Email);

/** The address that the provider vouches for, in the form in which we compare it; undefined when it vouches for none. */
export function vouchedEmail({ email, emailVerified }: OutsideIdentity): string | undefined {
  if (email === null || !emailVerified || !isAddress.Check(email)) return undefined;
  return comparableEmail(email);
}

/** What a new user is called whom the provider gives no name. */
export function nameOf({ name }: OutsideIdentity, email: string): string {
  return name ?? email.split("@")[0] ?? email;
}

export const ProviderName = Type.String({
  minLength: 1,
  maxLength: 60,
  description: "The provider's name, as in `GET /v1/auth/providers`.",
  examples: ["google"],
});

/** What the provider put into the address that the browser came back with. */
export const callbackFields = {
  provider: ProviderName,
  code: Type.Optional(
    Type.String({ minLength: 1, maxLength: 4_000, description: "As it came.", examples: ["4/0AeanS0b…"] }),
  ),
  state: Type.String({ minLength: 1, maxLength: 500, description: "As it came.", examples: ["wFzI4Zl…"] }),
  iss: Type.Optional(
    Type.String({
      maxLength: 500,
      description: "As it came, if it came.",
      examples: ["https://accounts.google.com"],
    }),
  ),
  error: Type.Optional(
    Type.String({
      maxLength: 500,
      description: "As it came, if it came: then nothing is proven.",
      examples: ["access_denied"],
    }),
  ),
};

/** They were let in, or they were not: code and error never come together. */
export const callbackExamples = [
  { code: "4/0AeanS0b…", state: "wFzI4Zl…", iss: "https://accounts.google.com" },
  { state: "wFzI4Zl…", error: "access_denied" },
];

export const AuthorizationUrl = Type.Object({
  authorization_url: Type.String({
    format: "uri",
    description: "Where to send the browser. It comes back to `/account/callback/{provider}`.",
    examples: ["https://accounts.google.com/o/oauth2/v2/auth?client_id=plinth"],
  }),
});

export const LinkedAccount = Type.Object({
  id: Type.String({
    format: "uuid",
    description: "Identifies the link.",
    examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
  }),
  provider: Type.String({ description: "The provider's name.", examples: ["google"] }),
  email: orNull(
    Type.String(),
    "What the provider said of the address when it was linked.",
    "ada@example.com",
  ),
  created_at: Type.String({
    format: "date-time",
    description: "Since when.",
    examples: ["2026-11-21T08:10:04.819Z"],
  }),
});
