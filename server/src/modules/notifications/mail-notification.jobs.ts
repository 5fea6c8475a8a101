/** Writes a notification by mail, once for ever: that it was written commits with the mail. */
import Type from "typebox";
import { type DefinedJob, defineJob } from "#platform/jobs";
import { sendMail } from "#platform/mail";
import { type FindRecipients, mayBeTold, type NotificationRule, takeForMail } from "#platform/notifications";
import { notificationMail } from "./notification-mail.ts";
import { mailSenderOf } from "./settings.ts";

const Input = Type.Object(
  { notification_id: Type.String({ format: "uuid" }) },
  { additionalProperties: false },
);

export type MailNotification = DefinedJob<Type.Static<typeof Input>>;

export const mailNotificationJob = (
  rules: readonly NotificationRule[],
  findRecipients: FindRecipients,
): MailNotification =>
  defineJob({
    name: "notification.mail",
    describe: "Writes a notification by mail to whom it is for, if they have not seen it by now: once.",
    input: Input,
    queue: "mail",
    prepare: async (_context, _input, { keyRing, publicUrl }) => ({ keyRing, publicUrl }),
    async run(context, tx, { notification_id: id }, { keyRing, publicUrl }) {
      const told = await takeForMail(tx, id);
      const rule = rules.find(({ kind }) => kind === told?.kind);
      if (told === undefined || rule === undefined) return;
      const { userId, subjectType, scopeId } = told;
      const [recipient] = await findRecipients(tx, rule.tells === "members" ? "member" : "buyer", [userId]);
      // who left meanwhile, or does not look after the customer any more
      if (recipient === undefined || !mayBeTold(recipient, rule, { nouns: [subjectType], scopeId })) return;

      const { email: to, name, locale } = recipient;
      const sender = mailSenderOf(context);
      sendMail(tx, keyRing, notificationMail({ to, name, locale, publicUrl, sender }, told));
    },
  });
