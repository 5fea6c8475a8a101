/** A kind of notification: declared by the module that speaks, as a rule about an event. What comes of it is not its own. */
import type { Tx } from "#platform/db";
import type { EventKind } from "#platform/events";
import type { CommittedEvent } from "#platform/jobs";

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

export const channels = ["in_app", "email"] as const;
export type Channel = (typeof channels)[number];
export type Channels = Record<Channel, boolean>;

/** What a person reads: a line, and the sentences under it. */
export type NotificationText = { title: string; body: string };

/** A fact of the feed, and what a scope must name so that its object is in it; null for what is nobody's. */
export type ToldEvent = CommittedEvent & { scopeId: string | null };

/** User ids, or everybody. */
export type Concerned = readonly string[] | "everybody";

type Definition<Facts extends object> = {
  /** `order_for_my_customer` */
  kind: string;
  /** What it is about, as people read it where they choose what they are told. */
  describe: Record<Language, string>;
  /** The facts that it is about. */
  on: EventKind | readonly EventKind[];
  /** Staff, or those who buy: nobody else is told, whoever `to` names. */
  tells: "members" | "buyers";
  /** A permission that is needed beside reading what it is about: who cannot act need not know. */
  needs?: string;
  /** By which channels, unless a person says otherwise. */
  channels: Channels;
  /** Who brought it about although the event names somebody else: they are left out as well. */
  except?(tx: Tx, event: ToldEvent): Promise<readonly string[]>;
  /** What the text is made of; undefined: there is nothing to tell any more. */
  words(tx: Tx, event: ToldEvent): Promise<Facts | undefined>;
  text: Record<Language, (facts: Facts) => NotificationText>;
  /** The object that it leads to, where that is not what the event is about. Who may not read it is not told. */
  subject?(event: ToldEvent): { type: string; id: string };
} & (ToOne | ToMany);

/**
 * Whom it concerns. Under the organization's own context. Left out afterwards: who did it, who has left, who may not see the
 * object, and who does not want to know.
 */
type ToOne = { to(tx: Tx, event: ToldEvent): Promise<Concerned>; toMany?: never };

/** The same of a frequent fact, by one statement for many of them: by the event's id; who is not in it concerns nobody. */
type ToMany = {
  toMany(tx: Tx, events: readonly ToldEvent[]): Promise<ReadonlyMap<string, Concerned>>;
  to?: never;
};

// the erased form, which the machinery handles
export type NotificationRule = Omit<
  Definition<object>,
  "on" | "to" | "toMany" | "words" | "text" | "subject"
> & {
  on: readonly EventKind[];
  toMany: ToMany["toMany"];
  subject(event: ToldEvent): { type: string; id: string };
  /** The words in every language; undefined: there is nothing to tell any more. */
  texts(tx: Tx, event: ToldEvent): Promise<Record<Language, NotificationText> | undefined>;
};

const kinds = new Set<string>();

/** @throws at start-up when the kind is taken, is no plain name, or says nothing. */
export function defineNotification<Facts extends object>(definition: Definition<Facts>): NotificationRule {
  const { kind, describe, on, to, toMany, words, text, subject, ...rule } = definition;
  if (!/^[a-z_]+$/.test(kind)) throw new Error(`the notification "${kind}" is no plain name`);
  if (kinds.has(kind)) throw new Error(`the notification "${kind}" is declared twice`);
  for (const language of languages)
    if (describe[language].length < 10)
      throw new Error(`the notification "${kind}" has no description in "${language}"`);
  kinds.add(kind);
  return {
    ...rule,
    kind,
    describe,
    on: Array.isArray(on) ? on : [on as EventKind],
    toMany: toMany ?? oneByOne(to),
    subject: subject ?? ((event) => ({ type: event.subject.type, id: event.subject.id })),
    async texts(tx, event) {
      const facts = await words(tx, event);
      return facts && { en: text.en(facts), de: text.de(facts) };
    },
  };
}

function oneByOne(to: ToOne["to"]): ToMany["toMany"] {
  return async (tx, events) => {
    const concerned = new Map<string, Concerned>();
    for (const event of events) concerned.set(event.id, await to(tx, event));
    return concerned;
  };
}
