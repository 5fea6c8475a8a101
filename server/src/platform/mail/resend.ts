/** Sends by the HTTP API of Resend. */
import { NotSent, type Transport } from "./mail.ts";
import { type Sender, senderOf, senderText } from "./sender.ts";

const resendUrl = "https://api.resend.com";

export type ResendAccount = {
  apiKey: string;
  /** Of the API, without a path. */
  url?: string | undefined;
};

export function resendTransport({ apiKey, url = resendUrl }: ResendAccount, from: Sender): Transport {
  return {
    async send(mail, id, signal) {
      const { to, subject, text, html, replyTo } = mail;
      const response = await fetch(`${url}/emails`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${apiKey}`,
          "content-type": "application/json",
          // the same for every attempt: what Resend has taken it does not send again
          "idempotency-key": id,
        },
        body: JSON.stringify({
          from: senderText(senderOf(mail, from)),
          ...(replyTo === undefined ? {} : { reply_to: replyTo }),
          to: [to],
          subject,
          text,
          html,
          headers: { "Auto-Submitted": "auto-generated", "X-Entity-Ref-ID": id },
        }),
        redirect: "error",
        signal,
      }).catch((error: unknown) => {
        throw new NotSent(`resend ${reasonOf(error)}`, { permanent: false });
      });
      await response.body?.cancel();
      if (!response.ok)
        throw new NotSent(`resend ${response.status}`, { permanent: isAboutMail(response.status) });
    },
  };
}

/**
 * Of the mail itself, so that repeating it changes nothing. Not so a key that was revoked (401, 403), an attempt
 * that Resend still works on (408, 409) and a limit (429).
 */
function isAboutMail(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 403, 408, 409, 429].includes(status);
}

function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? "unforeseen";
}
