/** Whom comments concern: those whom they call by name, and those who took part before. */
import { findRecipients } from "#modules/organizations";
import type { Tx } from "#platform/db";
import { defineNotification, type NotificationRule, type ToldEvent } from "#platform/notifications";
import { commentCreated, commentUpdated } from "./events.ts";
import { findSaid, listTakingPart } from "./queries.ts";

/** By whom, where it was a member, and how it begins. */
type Said = { author: string | undefined; words: string };

const mentioned = defineNotification<Said>({
  kind: "mentioned",
  describe: {
    en: "Somebody mentioned you in a comment.",
    de: "Jemand hat Sie in einem Kommentar erwähnt.",
  },
  on: [commentCreated, commentUpdated],
  tells: "members",
  channels: { in_app: true, email: true },
  // who was called before is not called again when a word is put right
  to: async (_, { type, data }) => idsIn(type === commentUpdated.type ? data.newly_mentioned : data.mentions),
  words: said,
  subject: about,
  text: {
    en: ({ author = "Somebody", words }) => ({ title: `${author} mentioned you`, body: words }),
    de: ({ author = "Jemand", words }) => ({ title: `${author} hat Sie erwähnt`, body: words }),
  },
});

/** Who is called by name is told of that, and not twice. */
const answered = defineNotification<Said>({
  kind: "answered",
  describe: {
    en: "Somebody wrote where you had written, or were mentioned.",
    de: "Jemand hat geschrieben, wo Sie geschrieben haben oder erwähnt wurden.",
  },
  on: commentCreated,
  tells: "members",
  channels: { in_app: true, email: false },
  async to(tx, { subject: { id }, data }) {
    const called = idsIn(data.mentions);
    return (await listTakingPart(tx, id)).filter((userId) => !called.includes(userId));
  },
  words: said,
  subject: about,
  text: {
    en: ({ author = "Somebody", words }) => ({ title: `${author} wrote a comment`, body: words }),
    de: ({ author = "Jemand", words }) => ({
      title: `${author} hat einen Kommentar geschrieben`,
      body: words,
    }),
  },
});

export const commentsNotifications: NotificationRule[] = [mentioned, answered];

/** Undefined when it was taken back meanwhile. */
async function said(tx: Tx, { subject }: ToldEvent): Promise<Said | undefined> {
  const found = await findSaid(tx, subject.id);
  if (found === undefined) return undefined;
  const [, userId] = /^member:(.+)$/.exec(found.author) ?? [];
  const [author] = userId === undefined ? [] : await findRecipients(tx, "member", [userId]);
  return { author: author?.name, words: beginning(found.body) };
}

/** It leads to what was written about: the comments stand there. */
function about({ data }: ToldEvent) {
  return { type: String(data.subject_type), id: String(data.subject_id) };
}

const mostWords = 300;

function beginning(body: string): string {
  const letters = [...body.trim()];
  return letters.length <= mostWords ? letters.join("") : `${letters.slice(0, mostWords - 1).join("")}…`;
}

const idsIn = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : []);
