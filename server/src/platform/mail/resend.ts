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
    knowsIdsMs: 20 * 3_600_000, // they say 24 hours
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
          // comes back with what Resend tells of it, also where its answer to this was lost
          tags: [{ name: mailTag, value: id }],
        }),
        redirect: "error",
        signal,
      }).catch((error: unknown) => {
        const reason = reasonOf(error);
        throw new NotSent(`resend ${reason}`, { permanent: false, unknown: !neverReached.has(reason) });
      });
      const { status } = response;
      if (response.ok) return idIn(await response.text().catch(() => ""));
      await response.body?.cancel();
      throw new NotSent(`resend ${status}`, {
        permanent: isAboutMail(status),
        unknown: status >= 500 || status === 408 || status === 409,
        afterMs: secondsIn(response.headers.get("retry-after")),
      });
    },
  };
}

/** The tag under which our id travels with a mail. */
export const mailTag = "plinth_mail";

const neverReached = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"]);

/** At most an hour: whoever asks for more is asked again by then. */
function secondsIn(retryAfter: string | null): number | undefined {
  return /^\d{1,6}$/.test(retryAfter ?? "") ? Math.min(Number(retryAfter), 3_600) * 1_000 : undefined;
}

/** It was taken, whatever the answer says: without its name there only less will be learned of it. */
function idIn(answer: string): string | undefined {
  try {
    const { id } = JSON.parse(answer) as { id?: unknown };
    return typeof id === "string" && id.length >= 1 && id.length <= 200 ? id : undefined;
  } catch {
    return undefined;
  }
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
