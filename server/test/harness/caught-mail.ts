/** Mails as whoever receives them would see them, from the mail catcher. */
import type { TestApp } from "./app.ts";
import { until } from "./until.ts";

export type ReceivedMail = {
  kind: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  links: string[];
  senderName?: string;
  replyTo?: string;
};

/** Waits for the newest mail of a kind to an address. */
export async function mailTo(t: TestApp, to: string, kind: string): Promise<ReceivedMail> {
  return await until(`a mail "${kind}"`, async () =>
    (await mailsTo(t, to)).find((mail) => mail.kind === kind),
  );
}

/** All mails to an address that have arrived, newest first. */
export async function mailsTo(t: TestApp, to: string): Promise<ReceivedMail[]> {
  const answer = await t.ask("GET", `/dev/mail?to=${encodeURIComponent(to)}`, {
    headers: { accept: "application/json" },
  });
  return answer.json.data;
}

/** The token in a mail's link. */
export function tokenIn({ links }: ReceivedMail): string {
  const token = links.map((link) => new URL(link).searchParams.get("token")).find((each) => each !== null);
  if (token === undefined || token === null) throw new Error("no link of the mail has a token");
  return token;
}
