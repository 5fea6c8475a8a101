import { badSignature, defineIncoming } from "#platform/doors/incoming";
import { noteMailNews } from "../note-news.jobs.ts";
import { type Named, namedMail } from "../queries.ts";
import { readResendNews } from "../resend-news.ts";
import { isSignedBySvix } from "../svix-signature.ts";

/**
 * What Resend tells of mails: it is the installation's, for all of its organizations. A job writes it down, once for each
 * message of theirs.
 */
export const receiveResendNews = defineIncoming({
  name: "resend_webhooks.receive",
  door: "POST /v1/webhooks/resend",
  describe:
    "Where Resend tells what became of mails, signed with `PLINTH_RESEND_WEBHOOK_SECRET`: delivered, delayed, come back, called unwanted. What is about no mail to a customer is answered and forgotten.",
  because: "Resend proves who it is by its signature over the body.",
  mostBytes: 256 * 1024,
  fails: [badSignature],
  async receive({ headers, rawBody }, { lookUp, clock, webhookSecrets }) {
    const now = clock.now();
    const signed = {
      id: headers["svix-id"],
      timestamp: headers["svix-timestamp"],
      signature: headers["svix-signature"],
    };
    if (!isSignedBySvix(rawBody, signed, webhookSecrets.resend ?? [], now))
      return { refused: badSignature("The webhook is not signed with a secret that Resend has of us.") };

    const news = readResendNews(rawBody, now);
    if (news === undefined) return { ignored: true };
    const { mailId, providerId, what, at } = news;
    const [mail] = await lookUp<Named>(namedMail({ id: mailId, providerId }));
    if (mail === undefined) return { ignored: true };
    const { id, orderId, organizationId } = mail;
    return {
      organizationId,
      async store(tx) {
        const input = { mail_id: id, order_id: orderId, what, at, provider_id: providerId };
        noteMailNews.enqueue(tx, input, { unique: `resend ${signed.id}` });
      },
    };
  },
});
