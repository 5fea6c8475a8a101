/** The mail to whoever looks after something that stands still: what blocks it, since when, and where to look. */
import type { Mail } from "#platform/mail";
import { compose, harmless, moment, product, type Recipient, wordsOf } from "./mail.ts";

export type Incident = {
  /** Of the inbox's item. */
  id: string;
  organization: string;
  /** In a sentence, as the inbox says it. */
  because: string;
  since: Date;
  /** `POST /v1/orders/0199…/confirm`: what resolves it. */
  doors: string[];
};

export function incidentMail(to: Recipient, { id, organization, since, ...incident }: Incident): Mail {
  const inbox = new URL(`/v1/inbox/${id}`, to.publicUrl).href;
  const words = wordsOf(to).incident({
    ...{ product, inbox, ...incident },
    organization: harmless(organization),
    since: moment(to, since),
  });
  return compose("inbox_item", to, words, inbox);
}
