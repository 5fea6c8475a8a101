/**
 * A Resend for tests and for trying Plinth out: `POST /emails` with idempotency keys that are good for a day by its own
 * clock, a log of what left, signed webhooks of what became of it, and everything that goes wrong on demand.
 */
import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A mail that left. */
export type SentMail = {
  id: string;
  key: string | undefined;
  to: string[];
  subject: string;
  html: string;
  text: string;
  tags: Record<string, string>;
};

/** What happens to the next call: refused, or taken and not told. */
export type MailTrouble = "500" | "422" | "429" | "reset" | "hang_after_commit" | "reset_after_commit";

export type MailNews = "delivered" | "bounced" | "complained" | "delivery_delayed" | "failed" | "opened";

export type FakeResend = {
  url: string;
  /** Every call, in order. */
  calls: { key: string | undefined; status: number; replayed: boolean }[];
  /** What left the house: the recipients' side. */
  sent: SentMail[];
  /** The next calls go wrong like this, one each. */
  next(...troubles: MailTrouble[]): void;
  /** As if so much time had gone by: it forgets keys after a day. */
  pass(ms: number): void;
  /** Tells what became of a mail, as often as it is asked to. @returns the status that answered */
  tell(
    news: MailNews,
    mail: { id: string; tags?: Record<string, string> },
    options: Telling,
  ): Promise<number>;
  close(): Promise<void>;
};

export type Telling = { url: string; secret: string; webhookId?: string; at?: Date };

type Wanted = {
  from?: string;
  to?: string[];
  subject?: string;
  html?: string;
  text?: string;
  tags?: { name: string; value: string }[];
};

const keptMs = 24 * 3_600_000;

/** Starts on 127.0.0.1. @param options.port absent: any that is free */
export async function startFakeResend(options: { apiKey: string; port?: number }): Promise<FakeResend> {
  const calls: FakeResend["calls"] = [];
  const sent: SentMail[] = [];
  const troubles: MailTrouble[] = [];
  const keys = new Map<string, { body: string; id: string; at: number }>();
  let passedMs = 0;
  const now = () => Date.now() + passedMs;

  const known = (key: string) => {
    const kept = keys.get(key);
    return kept !== undefined && now() - kept.at < keptMs ? kept : undefined;
  };

  /** Sends it, unless it was sent under this key. */
  const take = (key: string | undefined, body: string): { status: number; id: string; replayed: boolean } => {
    const before = key === undefined ? undefined : known(key);
    if (before !== undefined)
      return { status: before.body === body ? 200 : 409, id: before.id, replayed: true };
    const wanted = JSON.parse(body) as Wanted;
    const id = randomUUID();
    const tags = Object.fromEntries((wanted.tags ?? []).map(({ name, value }) => [name, value]));
    const { to = [], subject = "", html = "", text = "" } = wanted;
    sent.push({ id, key, to, subject, html, text, tags });
    if (key !== undefined) keys.set(key, { body, id, at: now() });
    return { status: 200, id, replayed: false };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const key = request.headers["idempotency-key"]?.toString();
    const reply = (status: number, json: object, headers: Record<string, string> = {}) => {
      calls.push({ key, status, replayed: false });
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(json));
    };
    if (request.headers.authorization !== `Bearer ${options.apiKey}`)
      return reply(401, { name: "invalid_api_key", message: "API key is invalid" });
    if (request.method !== "POST" || request.url !== "/emails")
      return reply(404, { name: "not_found", message: "The requested endpoint does not exist" });
    const trouble = troubles.shift();
    if (trouble === "429") return reply(429, { name: "rate_limit_exceeded" }, { "retry-after": "1" });
    if (trouble === "500") return reply(500, { name: "application_error" });
    if (trouble === "422") return reply(422, { name: "validation_error", message: `about ${body}` });
    if (trouble === "reset") return void request.socket.destroy();
    const { status, id, replayed } = take(key, body);
    calls.push({ key, status, replayed });
    if (trouble === "reset_after_commit") return void request.socket.destroy();
    if (trouble === "hang_after_commit") return;
    const told = status === 200 ? { id } : { name: "invalid_idempotent_request" };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(told));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    sent,
    next: (...wanted) => void troubles.push(...wanted),
    pass(ms) {
      passedMs += ms;
    },
    async tell(news, { id, tags = {} }, { url, secret, webhookId = `msg_${randomUUID()}`, at = new Date() }) {
      const body = JSON.stringify({
        type: `email.${news}`,
        created_at: at.toISOString(),
        data: { email_id: id, created_at: at.toISOString(), tags },
      });
      const headers = { "content-type": "application/json", ...signed(secret, webhookId, body) };
      const said = await fetch(url, { method: "POST", headers, body });
      await said.arrayBuffer();
      return said.status;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** As Svix signs, which Resend uses: HMAC-SHA256 over id, time and body. */
function signed(secret: string, id: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += part;
  return text;
}
