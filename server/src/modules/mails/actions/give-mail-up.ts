import type { SystemTx } from "#platform/db";
import { markGivenUp } from "../queries.ts";
import { sendMailJob } from "../send-mail.jobs.ts";

/** A job gave up: where it was to send a mail, nobody tries that any more until somebody replays it. */
export async function mailGaveUp(
  tx: SystemTx,
  { organizationId, id, kind }: { organizationId: string; id: string; kind: string },
  { code }: { code: string },
): Promise<void> {
  if (kind === sendMailJob.name) await markGivenUp(tx, organizationId, id, code);
}
