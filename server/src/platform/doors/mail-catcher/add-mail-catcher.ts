/**
 * `/dev/mail`: every mail that was caught, as pages and as JSON. Whoever reaches it reads the links that open
 * accounts, so it is only added while mails are caught, which production refuses, and answers this machine and
 * networks of one's own alone.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Database } from "#platform/db";
import { notFound } from "#platform/errors";
import { isPrivate } from "#platform/limits";
import { type CaughtMail, findCaughtMail, listCaughtMails } from "#platform/mail";
import type { KeyRing } from "#platform/secrets";
import { listPage, mailPage, mailPagePolicy } from "./pages.ts";

type Means = { database: Database; keyRing: KeyRing; publicUrl: string };
type Named = { Params: { id: string } };

/** Adds `GET /dev/mail` (`?to=` an address), `/dev/mail/:id` and `/dev/mail/:id/html`, the mail's own HTML. */
export function addMailCatcher(server: FastifyInstance, { database, keyRing, publicUrl }: Means): void {
  const onRequest = async ({ hostname, ip, socket }: FastifyRequest) => {
    // the one who asks and the proxy who may stand between: a stranger's word for either is not enough
    const near = isPrivate(ip) && isPrivate(socket.remoteAddress ?? "");
    if (!near || !isOurs(hostname, publicUrl)) throw notFound("There is nothing at this path.");
  };
  const find = async (request: FastifyRequest<Named>) => {
    const mail = await findCaughtMail(database, keyRing, request.params.id);
    if (mail === undefined) throw notFound("No mail with this id was caught.");
    return mail;
  };

  server.get("/dev/mail", { onRequest }, async (request, reply) => {
    const to = new URL(request.url, "http://here").searchParams.get("to") || undefined;
    const mails = await listCaughtMails(database, keyRing, to);
    return wantsJson(request) ? sendMails(reply, mails) : sendPage(reply, listPage(mails, to));
  });

  server.get<Named>("/dev/mail/:id", { onRequest }, async (request, reply) => {
    const mail = await find(request);
    return wantsJson(request) ? sendMails(reply, [mail]) : sendPage(reply, mailPage(mail));
  });

  server.get<Named>("/dev/mail/:id/html", { onRequest }, async (request, reply) => {
    const { html } = await find(request);
    // links leave the frame, which is too small for what they lead to
    return sendPage(reply, html.replace("<head>", '<head><base target="_blank">'), ofMail);
  });
}

/**
 * Names that lead here. A page of somebody else's whose name was made to lead here (DNS rebinding) would read the
 * mails otherwise, with all their links.
 */
function isOurs(hostname: string, publicUrl: string): boolean {
  const name = hostname.replace(/:\d+$/, "").toLowerCase();
  return ["localhost", "127.0.0.1", "[::1]", "::1", new URL(publicUrl).hostname].includes(name);
}

/** A mail in its frame: nothing is loaded, nothing runs, and only links lead out. */
const ofMail = [
  "sandbox allow-popups allow-popups-to-escape-sandbox",
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const always = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  vary: "Accept",
};

function wantsJson({ headers: { accept = "" } }: FastifyRequest): boolean {
  return /\bapplication\/json\b/i.test(accept) && !/\btext\/html\b/i.test(accept);
}

function sendMails(reply: FastifyReply, mails: CaughtMail[]): FastifyReply {
  const data = mails.map(({ sentAt, ...mail }) => ({ ...mail, sent_at: sentAt.toISOString() }));
  return reply
    .headers({ ...always, "content-type": "application/json; charset=utf-8" })
    .send(JSON.stringify({ data }));
}

function sendPage(reply: FastifyReply, html: string, policy = mailPagePolicy): FastifyReply {
  return reply
    .headers({ ...always, "content-type": "text/html; charset=utf-8", "content-security-policy": policy })
    .send(html);
}
