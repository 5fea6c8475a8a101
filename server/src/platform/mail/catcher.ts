/** The mail catcher: for development and tests, mails stay in the database and can be looked at. */
import { type Database, sql } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { type Mail, openMail, sealMail, type Transport } from "./mail.ts";

export type CaughtMail = Mail & {
  id: string;
  sentAt: Date;
  /** The addresses in its text. */
  links: string[];
};

/** Also keeps mails that others queue, such as those about orders: what is there already stays as it is. */
export function catcherTransport(database: Pick<Database, "system">, keyRing: KeyRing): Transport {
  return {
    keeps: true,
    async send(mail, id) {
      await database.system(sql`
        insert into plinth.mails (id, kind, payload, sent_at, caught)
        values (${id}, ${mail.kind}, ${sealMail(keyRing, mail)}, now(), true)
        on conflict (id) do nothing`);
      return undefined;
    },
  };
}

const mostShown = 100;
/** Who is written to is sealed: to find the newest of one address this many are opened at most. */
const mostOpened = 2_000;

/** The newest mails that were caught, at most 100. @param to only those to this address, whatever its case. */
export async function listCaughtMails(
  database: Database,
  keyRing: KeyRing,
  to?: string,
): Promise<CaughtMail[]> {
  const limit = to === undefined ? mostShown : mostOpened;
  const rows = await database.system<Row>(sql`
    select id, payload, sent_at from plinth.mails where caught order by id desc limit ${limit}`);
  const wanted = to?.toLowerCase();
  return rows
    .flatMap((row) => shown(keyRing, row))
    .filter((mail) => wanted === undefined || mail.to.toLowerCase() === wanted)
    .slice(0, mostShown);
}

/** @param id as it came from outside. */
export async function findCaughtMail(
  database: Database,
  keyRing: KeyRing,
  id: string,
): Promise<CaughtMail | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  const rows = await database.system<Row>(sql`
    select id, payload, sent_at from plinth.mails where caught and id = ${id}`);
  return rows.flatMap((row) => shown(keyRing, row))[0];
}

type Row = { id: string; payload: string; sent_at: Date };

/** None, when it was sealed under a secret that is gone: a new secret starts with an empty catcher. */
function shown(keyRing: KeyRing, { id, payload, sent_at }: Row): CaughtMail[] {
  try {
    const mail = openMail(keyRing, payload);
    return [{ ...mail, id, sentAt: sent_at, links: [...new Set(mail.text.match(/https?:\/\/\S+/g) ?? [])] }];
  } catch {
    return [];
  }
}
