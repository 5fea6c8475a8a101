/** What making an invitation and sending it again have in common: its limits, its link and its mail. */
import { buyerInvitationMail, invitationMail, mailSenderOf } from "#modules/notifications";
import { actorText, type Context } from "#platform/access";
import type { Services } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { sendMail } from "#platform/mail";
import { hashToken, newToken } from "#platform/opaque-token";
import { limitReached } from "../errors.ts";
import { invitationResent } from "../events.ts";
import { type LockedInvitation, type Standing, writeResent } from "../invitation.queries.ts";
import { locale } from "../settings.ts";

const goodForDays = 7;
/** So many people are asked and have not answered yet. */
const mostOpen = 200;
/** Our mails are no way to write to strangers: so many leave an organization within a day … */
const mostMailsPerDay = 300;
/** … and so many of them to one address. */
const mostMailsToOnePerDay = 5;

export type MailMeans = Pick<Services, "keyRing" | "publicUrl">;

/** @throws 409 `limit_reached` */
export function requireRoom({ open }: Standing): void {
  if (open >= mostOpen)
    throw limitReached(`${mostOpen} invitations are open: revoke some, or wait until some are accepted.`);
}

/** @throws 409 `limit_reached` */
export function requireMailsLeft({ sent_today, sent_to_address_today }: Standing): void {
  if (sent_to_address_today >= mostMailsToOnePerDay)
    throw limitReached(
      `${mostMailsToOnePerDay} mails went to this address within a day: send the next one later.`,
    );
  if (sent_today >= mostMailsPerDay)
    throw limitReached(`${mostMailsPerDay} invitations were sent within a day: send the others later.`);
}

export type NewLink = { token: string; hash: Buffer; expiresAt: Date };

/** A new link. The token itself is in the mail and nowhere else. */
export function newLink({ now }: Context): NewLink {
  const token = newToken("invitation");
  return { token, hash: hashToken(token), expiresAt: new Date(now.getTime() + goodForDays * 86_400_000) };
}

export type Asked = {
  to: string;
  organization: string;
  role: string;
  token: string;
  /** The company that a buyer would buy for; absent for members. */
  customer?: string | undefined;
};

/**
 * The mail once more, with a new link in place of the one before. Whoever sends it answers for it from now on.
 * @returns until when the link is good
 */
export async function sendAgain(
  context: Context,
  tx: Tx,
  means: MailMeans,
  { id, email, role, version, ...before }: LockedInvitation,
  asked: Pick<Asked, "organization" | "customer">,
): Promise<Date> {
  const { token, hash, expiresAt } = newLink(context);
  const { responsibleUserId, person } = context;
  await writeResent(tx, { id, hash, responsibleUserId, sessionId: person?.sessionId ?? null, expiresAt });
  sendInvitation(context, tx, means, { ...asked, to: email, role, token });
  noteChanges(tx, id, {
    sent_at: { before: before.sent_at, after: context.now },
    expires_at: { before: before.expires_at, after: expiresAt },
    ...(before.invited_by === actorText(context.actor) ? {} : { invited_by: { before: before.invited_by } }),
  });
  invitationResent.emit(tx, context, { id, version: version + 1 }, {});
  return expiresAt;
}

/**
 * Writes the mail that asks somebody to join, in the organization's name and language: theirs is not known. As long as
 * it has chosen none, in that of the person who asks.
 */
export function sendInvitation(
  context: Context,
  tx: Tx,
  { keyRing, publicUrl }: MailMeans,
  { to, organization, role, token, customer }: Asked,
): void {
  const { actor, person } = context;
  const language = locale.chosenBy(context) ?? person?.locale ?? locale.default;
  const recipient = { to, name: null, locale: language, publicUrl, sender: mailSenderOf(context) };
  const minutes = goodForDays * 24 * 60;
  const asked = { organization, inviter: actor.name, token, minutes };
  const mail =
    customer === undefined
      ? invitationMail(recipient, { ...asked, role })
      : buyerInvitationMail(recipient, { ...asked, customer });
  sendMail(tx, keyRing, mail);
}
