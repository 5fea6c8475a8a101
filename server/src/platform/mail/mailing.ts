/**
 * Mailing: sends what deeds have written. Every process runs one, and a mail is taken by one at a time: taking it
 * moves its next attempt behind a lease. A process that dies while sending loses nothing; its mails are taken over
 * when the lease runs out, under the same id.
 */
import type { Database } from "#platform/db";
import type { KeyRing } from "#platform/secrets";
import { type Mail, NotSent, openMail, type Transport } from "./mail.ts";
import { type Claim, claimMails, purgeMails, rememberNotSent, rememberSent } from "./queue.ts";
import { delayAfter } from "./retry.ts";

export type Mailing = {
  /** Something was committed: look now and not at the next turn. */
  nudge(): void;
  /** Takes no more mails and waits a few seconds for those under way; what takes longer is sent again later. */
  stop(): Promise<void>;
};

/** One attempt that failed, for the log: it names the mail and neither its address nor its words. */
export class MailNotSent extends Error {
  override name = "MailNotSent";
  readonly givenUp: boolean;
  constructor({ id, kind, attempt }: Claim, code: string, givenUp: boolean) {
    super(`mail ${id} (${kind}) was not sent at attempt ${attempt}: ${code}${givenUp ? "; given up" : ""}`);
    this.givenUp = givenUp;
  }
}

type Options = {
  database: Database;
  keyRing: KeyRing;
  transport: Transport;
  /** Hears of each attempt that failed (`MailNotSent`) and of a database that does not answer. */
  failed: (error: unknown) => void;
  /** An attempt is cut off after this long. */
  sendWithinMs?: number;
  /** A mail belongs to the process that took it for this long: longer than an attempt may take. */
  leaseMs?: number;
  /** `stop` waits for mails under way for this long, then it cuts them off. */
  patienceMs?: number;
};

const atOnce = 4;
/** Without a nudge it looks this often. */
const idleMs = 1_000;
/** Between two looks: deeds commit much more often than they write mails, and each may nudge. */
const breathMs = 25;
const purgeEveryMs = 3_600_000;

export function startMailing(options: Options): Mailing {
  const { database, failed, sendWithinMs = 60_000, leaseMs = 120_000, patienceMs = 5_000 } = options;
  const underWay = new Set<Promise<void>>();
  const cutOff = new AbortController();
  let stopped = false;
  let again = false;
  let wake = () => {};

  const lookAgain = () => {
    again = true;
    wake();
  };
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const take = async (free: number): Promise<Claim[]> => {
    if (free === 0) return [];
    return await claimMails(database, free, leaseMs).catch((error: unknown) => {
      if (!stopped) failed(error);
      return [];
    });
  };

  const start = (claim: Claim) => {
    const signal = AbortSignal.any([cutOff.signal, AbortSignal.timeout(sendWithinMs)]);
    const sending = deliver(options, claim, signal)
      .catch(failed)
      .finally(() => {
        if (underWay.size === atOnce) lookAgain(); // there may be more than could be taken
        underWay.delete(sending);
      });
    underWay.add(sending);
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      again = false;
      const free = atOnce - underWay.size;
      const claims = await take(free);
      for (const claim of claims) start(claim);
      if (free > 0 && claims.length === free) continue;
      if (free > 0) await new Promise((resolve) => setTimeout(resolve, breathMs));
      if (!again && !stopped) await rest(idleMs);
    }
  };
  const purging = setInterval(() => void purgeMails(database).catch(failed), purgeEveryMs);
  purging.unref();
  const running = run();

  return {
    nudge: lookAgain,
    async stop() {
      stopped = true;
      clearInterval(purging);
      wake();
      await running;
      await Promise.race([Promise.all(underWay), rest(patienceMs)]);
      wake();
      cutOff.abort();
      await Promise.all(underWay);
    },
  };
}

/** One attempt, and what is remembered of it. */
async function deliver(
  { database, keyRing, transport, failed }: Options,
  claim: Claim,
  signal: AbortSignal,
): Promise<void> {
  const failure = await attempt(keyRing, transport, claim, signal);
  if (failure === undefined) return await rememberSent(database, claim, transport.keeps === true);
  const delayMs = failure.permanent ? undefined : delayAfter(claim.attempt);
  await rememberNotSent(database, claim, failure.code, delayMs);
  failed(new MailNotSent(claim, failure.code, delayMs === undefined));
}

async function attempt(
  keyRing: KeyRing,
  transport: Transport,
  { id, payload }: Claim,
  signal: AbortSignal,
): Promise<NotSent | undefined> {
  try {
    // a secret that was taken out of the ring too early may be put back
    const mail = opened(keyRing, payload);
    await Promise.race([transport.send(mail, id, signal), cutShort(signal)]);
    return undefined;
  } catch (error) {
    return error instanceof NotSent ? error : new NotSent("unforeseen", { permanent: false });
  }
}

function opened(keyRing: KeyRing, payload: string): Mail {
  try {
    return openMail(keyRing, payload);
  } catch {
    throw new NotSent("cannot_be_opened", { permanent: false });
  }
}

/** Also a transport that does not listen to the signal is not waited for. */
function cutShort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const why = () =>
      reject(
        new NotSent(signal.reason?.name === "TimeoutError" ? "timeout" : "cut_off", { permanent: false }),
      );
    if (signal.aborted) why();
    else signal.addEventListener("abort", why, { once: true });
  });
}
