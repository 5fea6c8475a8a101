/** Tells people of an event: each once for a kind and an event, however often it is asked for. */
import { sql, type Tx } from "#platform/db";
import {
  type Language,
  languages,
  type NotificationRule,
  type NotificationText,
  type ToldEvent,
} from "./define-notification.ts";
import { type FindRecipients, mayBeTold, type Recipient, toldOf } from "./recipient.ts";

/**
 * @param tx of the organization's own doings
 * @returns the ids of those that are to go out by mail as well
 */
export async function tell(
  tx: Tx,
  rule: NotificationRule,
  event: ToldEvent,
  findRecipients: FindRecipients,
): Promise<string[]> {
  const concerned = await rule.to(tx, event);
  if (concerned.length === 0) return [];
  const kind = rule.tells === "members" ? "member" : "buyer";
  const found = await findRecipients(tx, kind, concerned);
  const told = toldOf(rule, event);
  const doers = new Set([
    event.actor,
    ...((await rule.except?.(tx, event)) ?? []).map((id) => `${kind}:${id}`),
  ]);
  // nobody is told of what they did themselves
  const recipients = found.filter((one) => !doers.has(`${kind}:${one.userId}`) && mayBeTold(one, rule, told));
  if (recipients.length === 0) return [];
  const texts = await rule.texts(tx, event);
  if (texts === undefined) return [];
  return await write(tx, rule, event, recipients, texts);
}

/** As the table has them. */
const longest = { title: 200, body: 2_000 };

async function write(
  tx: Tx,
  rule: NotificationRule,
  event: ToldEvent,
  recipients: readonly Recipient[],
  texts: Record<Language, NotificationText>,
): Promise<string[]> {
  const subject = rule.subject(event);
  const rows = recipients.map(({ userId, locale }) => {
    const { title, body } = texts[languageOf(locale)];
    return { user_id: userId, title: cut(title, longest.title), body: cut(body, longest.body) };
  });
  const { in_app: inApp, email } = rule.channels;
  const written = await tx.query<{ id: string; email: boolean }>(sql`
    select id, email
      from plinth.notify(${event.id}, ${rule.kind}, ${subject.type}, ${subject.id}, ${event.scopeId}, ${inApp}, ${email},
                         ${JSON.stringify(rows)}::json)`);
  return written.filter((one) => one.email).map(({ id }) => id);
}

/** English for those whose language we do not write. */
export function languageOf(locale: string): Language {
  const [spoken] = locale.toLowerCase().split("-");
  return languages.find((one) => one === spoken) ?? "en";
}

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
