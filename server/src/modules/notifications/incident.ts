/** The mail to whoever looks after what stands still: what blocks it, since when, and where to look. */
import type { Mail } from "#platform/mail";
import { compose, harmless, moment, product, type Recipient, wordsOf } from "./mail.ts";

export type Incident = {
  /** Of the inbox's item. */
  id: string;
  /** In a sentence, as the inbox says it. */
  because: string;
  since: Date;
  /** `POST /v1/orders/0199…/confirm`: what resolves it. */
  doors: string[];
};

export function incidentMail(
  to: Recipient,
  organization: string,
  { id, since, ...incident }: Incident,
): Mail {
  const inbox = new URL(`/v1/inbox/${id}`, to.publicUrl).href;
  const words = wordsOf(to).incident({
    ...{ product, inbox, ...incident },
    organization: harmless(organization),
    since: moment(to, since),
  });
  return compose("inbox_item", to, words, inbox);
}

/** A mail that names more than that is read by nobody: the inbox has the rest. */
const mostNamed = 20;

/** @param incidents several, the oldest first */
export function incidentsMail(to: Recipient, organization: string, incidents: readonly Incident[]): Mail {
  const inbox = new URL("/v1/inbox?settled_at[null]=true&sort=since", to.publicUrl).href;
  const words = wordsOf(to).incidents({
    ...{ product, inbox, count: incidents.length },
    organization: harmless(organization),
    named: incidents
      .slice(0, mostNamed)
      .map(({ because, since, doors }) => ({ because, since: moment(to, since), doors })),
  });
  return compose("inbox_item", to, words, inbox);
}
