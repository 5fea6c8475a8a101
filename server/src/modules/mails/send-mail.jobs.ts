/** Hands a mail to whoever carries mails, and remembers that it left. */
import Type from "typebox";
import { type ConfirmedOrder, orderToConfirm } from "#modules/orders";
import type { Context } from "#platform/access";
import type { Tx } from "#platform/db";
import { defineJob, GiveUp, JobFailed, type JobServices } from "#platform/jobs";
import { type Mail, NotSent, openMail } from "#platform/mail";
import { raiseRefused } from "./actions/raise-incidents.ts";
import { mailFailed, mailSent } from "./events.ts";
import { firstDoubt, mailToSend, markFailed, markSent } from "./queries.ts";

type Ended = { sent: string | undefined } | { refused: string } | undefined;

const uuid = Type.String({ format: "uuid" });

/** All tries lie within some nine hours: whoever carries mails recognizes a repetition for a day. */
const retry = { attempts: 16, firstMs: 2_000, mostMs: 2 * 3_600_000 };

export const sendMailJob = defineJob({
  name: "mail.send",
  describe: "Hands a mail about an order to whoever carries mails, under the same id at every attempt.",
  input: Type.Object({ mail_id: uuid, order_id: uuid }, { additionalProperties: false }),
  queue: "mail",
  retry,
  subject: ({ order_id }) => ({ type: "order", id: order_id }),
  async prepare(context, { mail_id }, services): Promise<Ended> {
    const [waiting] = await services.read<{ payload: string | null }>(
      context,
      mailToSend(context.organizationId, mail_id),
    );
    if (waiting?.payload == null) return undefined; // it has left, or another was sent in its place
    await refuseWhatMayHaveLeft(context, services);
    const mail = opened(services, waiting.payload);
    try {
      return { sent: await services.transport.send(mail, mail_id, services.signal) };
    } catch (error) {
      if (error instanceof NotSent && error.permanent) return { refused: "mail_refused" };
      throw failureOf(error);
    }
  },
  async run(context, tx, { mail_id }, ended) {
    if (ended === undefined) return;
    if ("refused" in ended) return await refused(context, tx, mail_id, ended.refused);
    const marked = await markSent(tx, mail_id, ended.sent ?? null);
    if (marked === undefined) return;
    const { version, kind, orderId } = marked;
    mailSent.emit(tx, context, { id: mail_id, version }, { kind, order_id: orderId });
  },
});

const unknownOutcome = "mail_outcome_unknown";

/** How attempts end of which nobody knows whether the mail left. */
const doubtful = [unknownOutcome, "worker_lost", "handed_back", "too_slow", "unexpected"];

/**
 * Under an id that is forgotten there, a repetition would leave a second time. It comes to that after long outages only,
 * and when a person tries an old dead letter anew: then a person decides.
 */
async function refuseWhatMayHaveLeft(
  context: Context,
  { transport, read, job, clock }: JobServices,
): Promise<void> {
  const { knowsIdsMs } = transport;
  if (knowsIdsMs === undefined) return;
  // an attempt that was handed back does not count: whether it is the first one is only known of what is young
  const young = clock.now().getTime() - job.enqueuedAt.getTime() < knowsIdsMs;
  if (young && job.attempt === 1 && job.replays === 0) return;
  const [doubt] = await read<{ since: Date | null }>(
    context,
    firstDoubt(context.organizationId, job.id, doubtful),
  );
  if (doubt?.since == null || clock.now().getTime() - doubt.since.getTime() < knowsIdsMs) return;
  throw new GiveUp(
    "mail_may_have_left",
    "An attempt long ago ended without an answer, so that the mail may have left. Look whether it did; `POST /v1/mails/{id}/resend` sends it again.",
  );
}

function opened({ keyRing }: JobServices, payload: string): Mail {
  try {
    return openMail(keyRing, payload);
  } catch (cause) {
    // a secret that was taken out of the ring too early may be put back
    throw new JobFailed(
      "mail_cannot_be_opened",
      "What it says was sealed under a secret that PLINTH_SECRET does not name any more.",
      { cause },
    );
  }
}

function failureOf(error: unknown): JobFailed {
  if (!(error instanceof NotSent))
    return new JobFailed(unknownOutcome, "The attempt broke off, so that the mail may have left.", {
      cause: error,
    });
  const { code, unknown, afterMs } = error;
  const options = afterMs === undefined ? {} : { afterMs };
  return unknown
    ? new JobFailed(unknownOutcome, `No answer says whether the mail was taken (${code}).`, options)
    : new JobFailed("mail_not_taken", `The mail was not taken (${code}).`, options);
}

/** Nothing to try again: what is wrong is its address, or itself. A person corrects that. */
async function refused(context: Context, tx: Tx, mailId: string, code: string): Promise<void> {
  const marked = await markFailed(tx, mailId, code);
  if (marked === undefined) return;
  const { version, kind, orderId } = marked;
  const [order] = await tx.query<ConfirmedOrder>(orderToConfirm(context.organizationId, orderId));
  mailFailed.emit(tx, context, { id: mailId, version }, { kind, order_id: orderId });
  await raiseRefused(tx, { mailId, orderId, number: order?.number ?? "an order" });
}
