/** What the tests of mailing share: deeds that write mails, senders that do as they are told, and a look at the table. */
import { createContext } from "#platform/access";
import { createDatabase, type Database, sql } from "#platform/db";
import { createKeyRing, type KeyRing } from "#platform/secrets";
import { uuidv7 } from "#platform/uuid";
import type { Mail, Transport } from "./mail.ts";
import { type Mailing, startMailing } from "./mailing.ts";
import { sendMail } from "./send-mail.ts";

export const secret = "a secret of the tests, long enough to be one";

export const mail: Mail = {
  kind: "verify_email",
  to: "ada@people.example",
  subject: "Confirm",
  text: "https://plinth.example.com/account/verify?token=hush",
  html: "<p>hush</p>",
};

export type Row = {
  id: string;
  payload: string | null;
  attempts: number;
  sent: boolean;
  gone: boolean;
  last_error: string | null;
  /** Until the next attempt. */
  wait_ms: number;
};

type Limits = { leaseMs?: number; sendWithinMs?: number; patienceMs?: number; keyRing?: KeyRing };

export type Stage = {
  database: Database;
  /** What the mailings complained of. */
  failures: unknown[];
  /** Writes mails as a deed does. */
  write(mails: Mail[], how?: { rollback?: boolean; fail?: boolean }): Promise<void>;
  /** All mails, the oldest first. */
  rows(): Promise<Row[]>;
  /** As if the time of waiting were over. */
  makeDue(): Promise<unknown>;
  start(transport: Transport, limits?: Limits): Mailing;
  /** Stops all mailings and forgets all mails. */
  clear(): Promise<void>;
};

export async function mailStage(urls: { appUrl: string; systemUrl: string }): Promise<Stage> {
  const database = await createDatabase(urls);
  const keyRing = createKeyRing([secret]);
  const mailings: Mailing[] = [];
  const failures: unknown[] = [];
  return {
    database,
    failures,
    async write(mails, { rollback = false, fail = false } = {}) {
      const deed = database.transaction(
        someContext(),
        async (tx) => {
          for (const one of mails) sendMail(tx, keyRing, one);
          if (fail) throw new Error("changed my mind");
        },
        { rollback },
      );
      await deed.catch((error: Error) => {
        if (error.message !== "changed my mind") throw error;
      });
    },
    rows: () =>
      database.system<Row>(sql`
        select id, payload, attempts, last_error, sent_at is not null as sent, failed_at is not null as gone,
               extract(epoch from next_attempt_at - now())::float8 * 1000 as wait_ms
          from plinth.mails order by id`),
    makeDue: () =>
      database.system(sql`update plinth.mails set next_attempt_at = now() where sent_at is null`),
    start(transport, limits = {}) {
      const failed = (error: unknown) => failures.push(error);
      const started = startMailing({ database, keyRing, transport, failed, ...limits });
      mailings.push(started);
      return started;
    },
    async clear() {
      await Promise.all(mailings.splice(0).map((mailing) => mailing.stop()));
      failures.length = 0;
      await database.system(sql`delete from plinth.mails`);
    },
  };
}

/** A transport that remembers what it was given; `answer` may throw or take its time. */
export function recorder(answer: (id: string, turn: number) => Promise<void> | void = () => {}): {
  sent: { mail: Mail; id: string }[];
  transport: Transport;
} {
  const sent: { mail: Mail; id: string }[] = [];
  const transport: Transport = {
    async send(given, id) {
      sent.push({ mail: given, id });
      await answer(id, sent.length);
      return undefined;
    },
  };
  return { sent, transport };
}

function someContext() {
  const organizationId = uuidv7();
  return createContext({
    organizationId,
    actor: { kind: "system", id: organizationId, name: "test" },
    permissions: new Set(),
    scope: "all",
    requestId: uuidv7(),
    door: "test",
  });
}
