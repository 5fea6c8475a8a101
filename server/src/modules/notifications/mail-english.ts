import type { FactorChange, MailWords } from "./mail.ts";

const changes: Record<FactorChange, string> = {
  totp_enrolled: "An authenticator app was added.",
  totp_removed: "The authenticator app was removed.",
  recovery_codes_renewed: "New recovery codes were made. The old ones no longer work.",
  passkey_added: "A passkey was added.",
  passkey_removed: "A passkey was removed.",
  linked_account_removed: "A linked account was removed. It can no longer be used to sign in.",
};

const ifNotYou =
  "If this was not you, set a new password at once with “Forgot password” on the sign-in page. That ends all sessions.";

export const english: MailWords = {
  greeting: (name) => (name === undefined ? "Hello," : `Hello ${name},`),
  otherwise: "If the button does nothing, open this address:",
  footer: (product, host, answersTo) =>
    `Sent by ${product} at ${host}. ${answersTo === undefined ? "Nobody reads answers to this address." : `Answers go to ${answersTo}.`}`,
  roles: {
    owner: "owner",
    admin: "administrator",
    sales: "sales",
    warehouse: "warehouse",
    finance: "finance",
    integration: "integration",
    auditor: "auditor",
    buyer: "buyer",
  },

  verifyEmail: ({ product, within }) => ({
    subject: "Confirm your e-mail address",
    paragraphs: [`Somebody, hopefully you, made an account at ${product} with this address.`],
    label: "Confirm address",
    notes: [
      `The link is good for ${within} and works once.`,
      "If it was not you, do nothing: without confirmation the account cannot be used.",
    ],
  }),
  accountExists: ({ product }) => ({
    subject: "You already have an account",
    paragraphs: [
      `Somebody, perhaps you, wanted to make an account at ${product} with this address. It has one already, so nothing was changed.`,
      "Sign in as usual. If you do not know the password any more, choose “Forgot password” on the sign-in page.",
    ],
    notes: ["If it was not you, there is nothing to do."],
  }),
  passwordReset: ({ product, within }) => ({
    subject: "Set a new password",
    paragraphs: [`Somebody, hopefully you, asked for a new password at ${product}.`],
    label: "Set a new password",
    notes: [
      `The link is good for ${within} and works once. A new password ends all sessions.`,
      "If it was not you, do nothing: the old password stays.",
    ],
  }),
  passwordChanged: ({ product }) => ({
    subject: "Your password was changed",
    paragraphs: [
      `The password of your account at ${product} was changed.`,
      "Passkeys, linked accounts and API keys of yours still work. If somebody else had your account, look through them on your account page and remove what you do not know.",
    ],
    notes: [ifNotYou],
  }),
  emailChangeVerify: ({ product, within }) => ({
    subject: "Confirm your new e-mail address",
    paragraphs: [
      `Somebody, hopefully you, wants to use this address for an account at ${product} from now on.`,
    ],
    label: "Confirm new address",
    notes: [
      `The link is good for ${within} and works once. Until then the old address stays.`,
      "If it was not you, do nothing.",
    ],
  }),
  emailChanged: ({ product, before, now }) => ({
    subject: "Your e-mail address was changed",
    paragraphs: [`Your account at ${product} no longer belongs to ${before} but to ${now}.`],
    notes: ["If this was not you, tell an administrator of your organization at once."],
  }),
  invitation: ({ product, organization, inviter, role, within }) => ({
    subject: `${inviter} invites you to ${organization}`,
    paragraphs: [`${inviter} invites you to work with ${organization} in ${product}. Your role: ${role}.`],
    label: "Accept invitation",
    notes: [
      `The link is good for ${within} and works once.`,
      "If you do not know what this is about, do nothing: without your consent nothing happens.",
    ],
  }),
  buyerInvitation: ({ product, organization, inviter, customer, within }) => ({
    subject: `Order from ${organization} for ${customer}`,
    paragraphs: [
      `${inviter} invites you to order from ${organization} for your company, ${customer}, in ${product}.`,
      `You will see the orders of ${customer} and place new ones. Nobody outside of ${customer} and ${organization} sees them.`,
    ],
    label: "Accept invitation",
    notes: [
      `The link is good for ${within} and works once.`,
      "If you do not know what this is about, do nothing: without your consent nothing happens.",
    ],
  }),
  newDevice: ({ product, agent, address, at }) => ({
    subject: "New sign-in to your account",
    paragraphs: [
      `Somebody signed in to your account at ${product} with a device that was not seen before.`,
      `When: ${at}`,
      `With: ${agent}`,
      `From: ${address}`,
    ],
    notes: ["If this was you, there is nothing to do.", ifNotYou],
  }),
  factorChanged: ({ product, change }) => ({
    subject: "Your sign-in was changed",
    paragraphs: [`The sign-in of your account at ${product} was changed.`, changes[change]],
    notes: [ifNotYou],
  }),
  sessionReuse: ({ product, at }) => ({
    subject: "A session was ended for your safety",
    paragraphs: [
      `A sign-in token of your account at ${product} was used a second time (${at}). That happens when somebody has a copy of it, so the session was ended. You may have to sign in again.`,
    ],
    notes: [
      "If you were using a program of your own with this account, it may have kept an old token.",
      ifNotYou,
    ],
  }),
  signInLinked: ({ product, provider }) => ({
    subject: `Sign-in with ${provider} was added`,
    paragraphs: [
      `From now on your account at ${product} can also be opened with your account at ${provider}.`,
    ],
    notes: [ifNotYou],
  }),
  incident: ({ product, organization, because, since, doors, inbox }) => ({
    subject: `Something at ${organization} needs you`,
    paragraphs: [
      `Something stands still at ${organization} in ${product}, and goes on when somebody looks after it.`,
      because,
      `Since: ${since}`,
      ...(doors.length === 0 ? [] : [`What resolves it: ${doors.join("; ")}`]),
    ],
    label: "Look at it",
    notes: [
      `Programs find it with GET ${inbox} and an API key; whoever is signed in opens the same address in the browser.`,
      "This is the only mail about it, however often it happens again while it is open.",
    ],
  }),
  incidents: ({ product, organization, count, named, inbox }) => ({
    subject: `${count} things at ${organization} need you`,
    paragraphs: [
      `${count} things stand still at ${organization} in ${product}, and go on when somebody looks after them.`,
      ...named.map(
        ({ because, since, doors }, i) =>
          `${i + 1}. ${because} Since: ${since}.${doors.length === 0 ? "" : ` What resolves it: ${doors.join("; ")}`}`,
      ),
      ...(count > named.length ? [`The other ${count - named.length} are in the inbox.`] : []),
    ],
    label: "Look at them",
    notes: [
      `Programs find them with GET ${inbox} and an API key; whoever is signed in opens the same address in the browser.`,
      "This is the only mail about each of them, however often it happens again while it is open.",
    ],
  }),
  notification: ({ product, title, body }) => ({
    subject: title,
    paragraphs: [body === "" ? title : body],
    label: "Look at it",
    notes: [`You choose what you are told, and how, at ${product}: PUT /v1/notification_preferences/{kind}.`],
  }),
};
