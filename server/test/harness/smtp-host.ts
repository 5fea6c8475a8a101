/** A real SMTP server for tests, which behaves as it is told. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export type SmtpHost = {
  port: number;
  /** Every mail whose DATA came in whole, also when it was answered badly. */
  received: Email[];
  /** Who was named in the envelope, mail by mail. */
  recipients: string[][];
  close(): Promise<void>;
};

/** What the server answers to a mail, in turn; the last one stays. `drop` hangs up without a word, `hang` says nothing. */
export type Answer = "take" | "drop" | "hang" | { code: number; text: string };

/** @param options e.g. `onRcptTo`, to refuse earlier. */
export async function startSmtpHost(answers: Answer[], options: SMTPServerOptions = {}): Promise<SmtpHost> {
  const received: Email[] = [];
  const recipients: string[][] = [];
  let turn = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    closeTimeout: 100,
    ...options,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", async () => {
        received.push(await PostalMime.parse(Buffer.concat(parts)));
        recipients.push(session.envelope.rcptTo.map(({ address }) => address));
        const answer = answers[Math.min(turn++, answers.length - 1)] ?? "take";
        if (answer === "take") return done(null, "taken");
        if (answer === "drop") for (const { _socket } of connections(server)) _socket.destroy();
        if (typeof answer === "object")
          done(Object.assign(new Error(answer.text), { responseCode: answer.code }));
      });
    },
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    recipients,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The server knows its connections and its types do not tell. */
function connections(server: SMTPServer): Set<{ _socket: { destroy(): void } }> {
  return (server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }).connections;
}
