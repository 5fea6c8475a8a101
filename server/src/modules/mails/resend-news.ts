/** What Resend tells of mails, as its webhooks say it. Pure. */
import Type from "typebox";
import { Compile } from "typebox/compile";
import { mailTag } from "#platform/mail";
import { uuidPattern } from "#platform/resource";
import type { NewsKind } from "./mail.ts";

const Told = Compile(
  Type.Object({
    type: Type.String(),
    created_at: Type.String({ maxLength: 64 }),
    data: Type.Object({
      email_id: Type.String({ minLength: 1, maxLength: 200 }),
      tags: Type.Optional(Type.Unknown()),
    }),
  }),
);

const kinds: Record<string, NewsKind> = {
  "email.delivered": "delivered",
  "email.delivery_delayed": "delayed",
  "email.bounced": "bounced",
  "email.complained": "complained",
  "email.failed": "failed",
};

export type ResendNews = {
  what: NewsKind;
  at: string;
  providerId: string;
  /** Our id, which travelled with the mail as a tag; null where it is not one of ours. */
  mailId: string | null;
};

/** @returns undefined for what is none of our concern: other kinds, and what has another form */
export function readResendNews(rawBody: Buffer, now: Date): ResendNews | undefined {
  let told: unknown;
  try {
    told = JSON.parse(rawBody.toString("utf8"));
  } catch {
    return undefined;
  }
  if (!Told.Check(told)) return undefined;
  const { type, created_at, data } = told;
  const what = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (what === undefined) return undefined;
  const at = new Date(created_at);
  const known = !Number.isNaN(at.getTime()) && at.getUTCFullYear() > 2000 && at.getUTCFullYear() < 9999;
  return { what, at: (known ? at : now).toISOString(), providerId: data.email_id, mailId: mailIn(data.tags) };
}

/** Tags are an object of names and values; in some answers of theirs a list of both. */
function mailIn(tags: unknown): string | null {
  const list: { name?: unknown; value?: unknown }[] = Array.isArray(tags)
    ? tags
    : Object.entries(tags ?? {}).map(([name, value]) => ({ name, value }));
  const value = list.find((tag) => tag?.name === mailTag)?.value;
  return typeof value === "string" && uuidPattern.test(value) ? value : null;
}
