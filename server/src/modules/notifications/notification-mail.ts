/** The mail of a notification: what happened, and where to look. */
import type { Mail } from "#platform/mail";
import { declaredNoun } from "#platform/resource";
import { compose, product, type Recipient, unlinked, wordsOf } from "./mail.ts";

export type Told = { title: string; body: string; subjectType: string; subjectId: string };

export function notificationMail(to: Recipient, { title, body, subjectType, subjectId }: Told): Mail {
  const { path } = declaredNoun(subjectType);
  const words = wordsOf(to).notification({ product, title: unlinked(title), body: unlinked(body) });
  const url = path === undefined ? undefined : new URL(`/v1/${path}/${subjectId}`, to.publicUrl).href;
  return compose("notification", to, words, url);
}
