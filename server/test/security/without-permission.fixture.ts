/**
 * Every operation that asks for no permission, with the reason that it declares. A new one is written down here, by
 * somebody who has thought about it, or the tests are red.
 */

/** A logged-in human, about their own things. */
export const ofPeople: Record<string, string> = {
  "auth.logout": "everybody may leave",
  "auth.offer_passkey_proof": "people prove themselves for their own session",
  "auth.step_up": "people prove themselves for their own session",
  "invitations.accept": "the token of the mail is the proof, together with the address that it went to",
  "linked_accounts.begin": "people add ways to log in to their own account",
  "linked_accounts.create": "people add ways to log in to their own account",
  "linked_accounts.delete": "people remove ways to log in to their own account",
  "me.change_email": "it is their own address",
  "me.change_password": "it is their own password",
  "me.choose_organization": "members choose among their own organizations",
  "me.confirm_totp": "it is their own second factor",
  "me.end_all_sessions": "they are their own sessions",
  "me.end_session": "it is their own session",
  "me.enrol_totp": "it is their own second factor",
  "me.remove_totp": "it is their own second factor",
  "me.renew_recovery_codes": "they are their own recovery codes",
  "me.update_profile": "it is their own profile",
  "organizations.create": "everybody who has an account may found a company of their own",
  "organizations.leave": "everybody may leave where they belong",
  "passkeys.create": "people add ways to log in to their own account",
  "passkeys.delete": "people remove ways to log in to their own account",
  "passkeys.offer": "people add ways to log in to their own account",
  // queries
  "linked_accounts.list": "what they ask about themselves",
  "me.get_recovery_codes": "what they ask about themselves",
  "me.list_security_log": "what they ask about themselves",
  "me.list_sessions": "what they ask about themselves",
  "passkeys.list": "what they ask about themselves",
};

/** Of every actor of an organization: what they answer is cut to what each of them may see. */
export const ofEveryActor: Record<string, string> = {
  "events.list": "it tells of nouns that one may read",
  "events.socket": "it tells of nouns that one may read",
  "events.stream": "it tells of nouns that one may read",
};

/** Before anybody is known. */
export const ofEverybody: Record<string, string> = {
  "auth.begin_outside": "whoever logs in is not known yet",
  "auth.forgot_password": "whoever forgot the password cannot log in",
  "auth.login": "whoever logs in is not known yet",
  "auth.login_outside": "what the provider answered is the proof",
  "auth.login_passkey": "whoever logs in is not known yet",
  "auth.login_totp": "whoever logs in is not known yet",
  "auth.offer_passkey": "whoever logs in is not known yet",
  "auth.refresh": "the refresh token is the proof",
  "auth.register": "who registers is not known yet",
  "auth.reset_password": "the token of the mail is the proof",
  "auth.verify_email": "the token of the mail is the proof",
  "invitations.preview": "the token of the mail is the proof, and whoever has it may have no account yet",
  // queries
  "auth.providers": "what stands on a login page",
};

/** Systems outside that have no credential of ours. */
export const fromOutside: Record<string, string> = {
  "resend_webhooks.receive": "Resend proves who it is by its signature over the body.",
  "stripe_webhooks.receive": "Stripe proves who it is by its signature over the body.",
};
