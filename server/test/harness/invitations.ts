/** Invitations for tests, as whoever receives the mail has them. */
import type { Answer, Ask, TestApp } from "./app.ts";
import { mailTo, tokenIn } from "./caught-mail.ts";

type Inviter = { ask(method: string, path: string, ask?: Ask): Promise<Answer> };

export type Invited = {
  id: string;
  email: string;
  role: string;
  /** Of the link in the mail. */
  token: string;
};

/** @throws with the answer when the inviter was refused */
export async function invited(t: TestApp, inviter: Inviter, email: string, role = "sales"): Promise<Invited> {
  const { status, text, json } = await inviter.ask("POST", "/v1/invitations", { body: { email, role } });
  if (status !== 201) throw new Error(`the invitation was refused: ${text}`);
  return { id: json.id, email, role, token: tokenIn(await mailTo(t, email, "invitation")) };
}
