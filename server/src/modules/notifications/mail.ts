/**
 * The mails about a person's account, one function each. Pure: what is written, to whom, in which language; sending
 * is the mail port's. What strangers can type (a name, an organization, a browser) cannot become a link here: a
 * registration form is otherwise a way to send advertisements to anybody.
 */
import { type Mail, renderMail } from "#platform/mail";
import { agentName } from "./agent.ts";
import { english } from "./mail-english.ts";
import { german } from "./mail-german.ts";

/** Who is written to. */
export type Recipient = {
  to: string;
  name: string | null;
  /** BCP 47; languages that we do not write get English. */
  locale: string;
  /** Where links lead: an origin. */
  publicUrl: string;
  /** In whose name it is sent, where that is an organization's. */
  sender?: MailSender;
};

/** Null: as the installation does it. */
export type MailSender = { name: string | null; replyTo: string | null };

export type FactorChange =
  | "totp_enrolled"
  | "totp_removed"
  | "recovery_codes_renewed"
  | "passkey_added"
  | "passkey_removed"
  | "linked_account_removed";

/** What one language says. Values come in readable and harmless; `product` is ours. */
export type MailWords = {
  greeting(name: string | undefined): string;
  otherwise: string;
  /** @param answersTo where answers go, where somebody reads them */
  footer(product: string, host: string, answersTo: string | undefined): string;
  roles: Record<string, string>;
  verifyEmail(v: { product: string; within: string }): Words;
  accountExists(v: { product: string }): Words;
  passwordReset(v: { product: string; within: string }): Words;
  passwordChanged(v: { product: string }): Words;
  emailChangeVerify(v: { product: string; within: string }): Words;
  emailChanged(v: { product: string; before: string; now: string }): Words;
  invitation(v: {
    product: string;
    organization: string;
    inviter: string;
    role: string;
    within: string;
  }): Words;
  buyerInvitation(v: {
    product: string;
    organization: string;
    inviter: string;
    customer: string;
    within: string;
  }): Words;
  newDevice(v: { product: string; agent: string; address: string; at: string }): Words;
  factorChanged(v: { product: string; change: FactorChange }): Words;
  sessionReuse(v: { product: string; at: string }): Words;
  signInLinked(v: { product: string; provider: string }): Words;
  incident(v: {
    product: string;
    organization: string;
    because: string;
    since: string;
    doors: string[];
    inbox: string;
  }): Words;
  /** @param v.named some of the `count` */
  incidents(v: {
    product: string;
    organization: string;
    count: number;
    named: { because: string; since: string; doors: string[] }[];
    inbox: string;
  }): Words;
  notification(v: { product: string; title: string; body: string }): Words;
};

export type Words = { subject: string; paragraphs: string[]; label?: string; notes?: string[] };

type Secret = {
  token: string;
  /** How long the link is good for. */
  minutes: number;
};

export const product = "Plinth";

/** To a new address of a new account: is it yours? */
export function verifyEmailMail(to: Recipient, secret: Secret): Mail {
  const words = wordsOf(to).verifyEmail({ product, within: duration(to, secret.minutes) });
  return compose("verify_email", to, words, linkTo(to, "verify", secret));
}

/** Somebody registered with the address of an account: the answer there tells nothing, this mail tells the owner. */
export function accountExistsMail(to: Recipient): Mail {
  return compose("account_exists", to, wordsOf(to).accountExists({ product }));
}

export function passwordResetMail(to: Recipient, secret: Secret): Mail {
  const words = wordsOf(to).passwordReset({ product, within: duration(to, secret.minutes) });
  return compose("password_reset", to, words, linkTo(to, "reset", secret));
}

export function passwordChangedMail(to: Recipient): Mail {
  return compose("password_changed", to, wordsOf(to).passwordChanged({ product }));
}

/** To the address that somebody wants to have instead. */
export function emailChangeVerifyMail(to: Recipient, secret: Secret): Mail {
  const words = wordsOf(to).emailChangeVerify({ product, within: duration(to, secret.minutes) });
  return compose("email_change_verify", to, words, linkTo(to, "verify", secret));
}

/** To both addresses, when the change has happened. */
export function emailChangedMail(to: Recipient, change: { before: string; now: string }): Mail {
  return compose("email_changed", to, wordsOf(to).emailChanged({ product, ...change }));
}

export function invitationMail(
  to: Recipient,
  {
    organization,
    inviter,
    role,
    ...secret
  }: Secret & { organization: string; inviter: string; role: string },
): Mail {
  const language = wordsOf(to);
  const words = language.invitation({
    product,
    organization: harmless(organization),
    inviter: harmless(inviter),
    role: language.roles[role] ?? harmless(role),
    within: duration(to, secret.minutes),
  });
  return compose("invitation", to, words, linkTo(to, "invitation", secret));
}

/** To a contact of a customer: will you order for your company? @param secret with the name of that company */
export function buyerInvitationMail(
  to: Recipient,
  {
    organization,
    inviter,
    customer,
    ...secret
  }: Secret & { organization: string; inviter: string; customer: string },
): Mail {
  const words = wordsOf(to).buyerInvitation({
    product,
    organization: harmless(organization),
    inviter: harmless(inviter),
    customer: harmless(customer),
    within: duration(to, secret.minutes),
  });
  return compose("buyer_invitation", to, words, linkTo(to, "invitation", secret));
}

/** A sign-in from a device that was not seen before. */
export function newDeviceMail(
  to: Recipient,
  { agent, address, at }: { agent: string | null; address: string | null; at: Date },
): Mail {
  const words = wordsOf(to).newDevice({
    product,
    agent: harmless(agentName(agent)),
    address: address ?? "–",
    at: moment(to, at),
  });
  return compose("new_device", to, words);
}

export function factorChangedMail(to: Recipient, change: FactorChange): Mail {
  return compose("factor_changed", to, wordsOf(to).factorChanged({ product, change }));
}

/** A refresh token came twice: somebody has a copy, and the session was ended. */
export function sessionReuseMail(to: Recipient, { at }: { at: Date }): Mail {
  return compose("session_reuse", to, wordsOf(to).sessionReuse({ product, at: moment(to, at) }));
}

/** An account elsewhere can be used to sign in from now on. @param provider its title, such as Google */
export function signInLinkedMail(to: Recipient, { provider }: { provider: string }): Mail {
  return compose("sign_in_linked", to, wordsOf(to).signInLinked({ product, provider: harmless(provider) }));
}

export function compose(kind: string, to: Recipient, words: Words, url?: string): Mail {
  const { greeting, otherwise, footer } = wordsOf(to);
  const { label, subject, paragraphs, notes = [] } = words;
  const { name, replyTo } = to.sender ?? { name: null, replyTo: null };
  const rendered = renderMail({
    locale: languageOf(to),
    subject,
    greeting: greeting(to.name === null || to.name.trim() === "" ? undefined : harmless(to.name)),
    paragraphs,
    ...(url === undefined || label === undefined ? {} : { action: { label, url, otherwise } }),
    notes,
    footer: footer(product, new URL(to.publicUrl).host, replyTo === null ? undefined : harmless(replyTo)),
  });
  return {
    kind,
    to: to.to,
    ...rendered,
    ...(name === null ? {} : { senderName: name }),
    ...(replyTo === null ? {} : { replyTo }),
  };
}

function linkTo(
  { publicUrl }: Recipient,
  page: "verify" | "reset" | "invitation",
  { token }: Secret,
): string {
  const url = new URL(`/account/${page}`, publicUrl);
  url.searchParams.set("token", token);
  return url.href;
}

const languages: Record<string, MailWords> = { en: english, de: german };

export function languageOf({ locale }: Pick<Recipient, "locale">): string {
  const [language = ""] = locale.toLowerCase().split("-");
  return Object.hasOwn(languages, language) ? language : "en";
}

export function wordsOf(to: Pick<Recipient, "locale">): MailWords {
  return languages[languageOf(to)] ?? english;
}

const longestName = 80;

/** In one line, cut short, and with its dots and slashes kept from becoming an address that can be clicked. */
export function harmless(name: string): string {
  const line = name.replace(/\s+/g, " ").trim();
  const cut = line.length > longestName ? `${line.slice(0, longestName).trimEnd()}…` : line;
  return cut.replace(/[.:/@](?=\S)/g, `$&${nonJoiner}`);
}

/** The same for sentences of ours with such names in them: whole, and with its figures as they are. */
export function unlinked(text: string): string {
  return text.replace(/[.:/@](?=\p{L})/gu, `$&${nonJoiner}`);
}

/** Takes no room; mail programs make no link across it. */
const nonJoiner = "\u200c";

function duration(to: Recipient, minutes: number): string {
  const [unit, count] =
    minutes % 1440 === 0 && minutes > 1440
      ? ["day", minutes / 1440]
      : minutes % 60 === 0
        ? ["hour", minutes / 60]
        : ["minute", minutes];
  return new Intl.NumberFormat(languageOf(to), {
    style: "unit",
    unit: String(unit),
    unitDisplay: "long",
  }).format(Number(count));
}

export function moment(to: Recipient, at: Date): string {
  const format = new Intl.DateTimeFormat(languageOf(to), {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `${format.format(at)} UTC`;
}
