/** Sends over SMTP, a connection per mail. */
import { createTransport, type NodemailerError, type SMTPTransportOptions } from "nodemailer";
import { NotSent, type Transport } from "./mail.ts";
import { type Sender, senderOf, senderText } from "./sender.ts";

export type SmtpServer = {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  secure: boolean;
  user?: string | undefined;
  password?: string | undefined;
};

export function smtpTransport(server: SmtpServer, from: Sender): Transport {
  const transporter = createTransport(smtpOptions(server));
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  return {
    async send(mail, id, signal) {
      const { to, subject, text, html, replyTo } = mail;
      const message = {
        from: senderText(senderOf(mail, from)),
        ...(replyTo === undefined ? {} : { replyTo: { name: "", address: replyTo } }),
        to: { name: "", address: to }, // an address and never a list
        subject,
        text,
        html,
        // the same for every attempt: whoever receives it twice can tell
        messageId: `<${id}@${domain}>`,
        headers: { "Auto-Submitted": "auto-generated" }, // no out-of-office replies, please
        signal,
      };
      try {
        await transporter.sendMail(message);
        return undefined; // the Message-ID is its name everywhere
      } catch (error) {
        throw refusal(error as NodemailerError);
      }
    },
  };
}

/** A password travels in clear only to this very machine; anywhere else the server must offer STARTTLS. */
export function smtpOptions({ host, port, secure, user, password }: SmtpServer): SMTPTransportOptions {
  const here = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
  return {
    host,
    port,
    secure,
    requireTLS: user !== undefined && !secure && !here,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * What the server said of the recipient or of the mail counts. What it says of us (a wrong password, an unknown
 * sender, no TLS) is for the operator to mend, and must not cost the mails of an afternoon.
 */
function refusal({
  code,
  originalCode,
  command,
  response,
  responseCode,
  permanent,
}: NodemailerError): NotSent {
  const aboutMail = command === "RCPT TO" || command === "DATA";
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1];
  const said = responseCode === undefined ? [originalCode ?? code ?? "unforeseen"] : [responseCode, enhanced];
  return new NotSent(["smtp", ...said].filter((part) => part !== undefined).join(" "), {
    permanent: aboutMail && permanent === true,
  });
}
