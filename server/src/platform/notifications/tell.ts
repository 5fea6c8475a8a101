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
 * By whichever of the rules are about them, in the order of the events.
 *
 * @param tx of the organization's own doings
 * @returns the ids of those that are to go out by mail as well
 */
export async function tell(
  tx: Tx,
  rules: readonly NotificationRule[],
  events: readonly ToldEvent[],
  findRecipients: FindRecipients,
): Promise<string[]> {
  const tellings: Telling[] = [];
  for (const rule of rules) tellings.push(...(await concernedBy(tx, rule, events, findRecipients)));
  const mailed: string[] = [];
  for (const event of events)
    for (const telling of tellings.filter((one) => one.event === event))
      mailed.push(...(await tellOf(tx, telling)));
  return mailed;
}

type Telling = { rule: NotificationRule; event: ToldEvent; recipients: Recipient[] };

/** Asked at once for all events of the rule: most concern nobody. */
async function concernedBy(
  tx: Tx,
  rule: NotificationRule,
  all: readonly ToldEvent[],
  findRecipients: FindRecipients,
): Promise<Telling[]> {
  const events = all.filter((event) => rule.on.some(({ type }) => type === event.type));
  if (events.length === 0) return [];
  const concerned = [...(await rule.toMany(tx, events)).entries()].filter(([, whom]) => whom.length > 0);
  if (concerned.length === 0) return [];
  const someone = concerned.flatMap(([, whom]) => (whom === "everybody" ? [] : whom));
  const asked = concerned.some(([, whom]) => whom === "everybody") ? "everybody" : [...new Set(someone)];
  const found = await findRecipients(tx, kindOf(rule), asked);
  const byEvent = new Map(concerned);
  return events.flatMap((event) => {
    const whom = byEvent.get(event.id) ?? [];
    const recipients = whom === "everybody" ? found : found.filter(({ userId }) => whom.includes(userId));
    return recipients.length === 0 ? [] : [{ rule, event, recipients }];
  });
}

async function tellOf(tx: Tx, { rule, event, recipients: found }: Telling): Promise<string[]> {
  const kind = kindOf(rule);
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

const kindOf = ({ tells }: NotificationRule) => (tells === "members" ? "member" : "buyer");

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
