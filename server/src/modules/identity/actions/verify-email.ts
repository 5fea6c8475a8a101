import Type from "typebox";
import { emailChangedMail } from "#modules/notifications";
import { renameMember } from "#modules/organizations";
import { definePublicAction, type Ending, refuse, type Services } from "#platform/action";
import { type PersonTx, sql } from "#platform/db";
import { sendMail } from "#platform/mail";
import { hashToken } from "#platform/opaque-token";
import { uuidv7 } from "#platform/uuid";
import {
  type Account,
  findAccountById,
  insertUser,
  raiseSecurityVersion,
  writePassword,
} from "../account.queries.ts";
import { invalidToken } from "../errors.ts";
import { forgetSessions } from "../session.queries.ts";
import { findTokenOwner, lockUserToken } from "../user-token.queries.ts";

/** The link of a mail: makes the account that was asked for, or changes the address of one. */
export const verifyEmail = definePublicAction({
  name: "auth.verify_email",
  door: "POST /v1/auth/verify_email",
  because: "the token of the mail is the proof",
  describe:
    "Show that an address is yours, with the token of the mail: it makes the account that was asked for, or changes the address of yours.",
  input: Type.Object({ token: MailToken() }, { additionalProperties: false }),
  title: "Prove an e-mail address",
  output: Type.Object({
    email: Type.String({
      description: "The address that is shown to be yours.",
      examples: ["ada@example.com"],
    }),
    verified_at: Type.String({
      format: "date-time",
      description: "Since when.",
      examples: ["2026-11-21T08:10:04.819Z"],
    }),
  }),
  status: 200,
  subject: "user",
  fails: [invalidToken],
  async prepare(_context, { token }, services) {
    const hash = hashToken(token);
    const userId = await findTokenOwner(services.lookUp, "change_email", hash);
    const account = userId && (await findAccountById(services.lookUp, userId, null));
    return { hash, account: account || undefined, services };
  },
  async run(context, tx, _input, { hash, account, services }) {
    const email =
      account === undefined ? await makeUser(tx, hash) : await changeEmail(tx, account, hash, services);
    if (email === undefined) return refuse(unusable());
    return { answer: { email, verified_at: context.now.toISOString() } } satisfies Ending;
  },
});

export function MailToken() {
  return Type.String({
    minLength: 1,
    maxLength: 200,
    description: "The token of the link in the mail.",
    examples: ["plv_5cVnU2…"],
  });
}

export const unusable = () =>
  invalidToken("This link is unknown, was used already, or has run out. Ask for a new one.");

type Registered = { email: string; name: string; locale: string; password_hash: string };

/** @returns the address, or undefined when the link is no longer good. */
async function makeUser(tx: PersonTx, hash: Buffer): Promise<string | undefined> {
  const [wanted] = await tx.query<Registered>(sql`select * from plinth.take_registration(${hash})`);
  if (wanted === undefined) return undefined;
  const id = uuidv7();
  tx.become(id);
  // somebody else's link for the same address was followed a moment ago
  if (!(await insertUser(tx, { id, ...wanted }))) return undefined;
  await writePassword(tx, id, wanted.password_hash);
  return wanted.email;
}

async function changeEmail(
  tx: PersonTx,
  account: Account,
  hash: Buffer,
  { keyRing, publicUrl }: Services,
): Promise<string | undefined> {
  tx.become(account.id);
  const token = await lockUserToken(tx, account.id, "change_email", hash);
  if (token === undefined) return undefined;
  const now = String(token.detail.email);
  const [taken] = await tx.query<{ taken: boolean }>(sql`select plinth.is_email_taken(${now}) as taken`);
  if (taken?.taken) return undefined;
  await raiseSecurityVersion(tx, account.id);
  await tx.query(sql`update users set email = ${now} where id = ${account.id}`);
  await renameMember(tx, account.name, now);
  forgetSessions(tx, account.id, [account.id]);
  const change = { before: account.email, now };
  for (const to of [account.email, now])
    sendMail(
      tx,
      keyRing,
      emailChangedMail({ to, name: account.name, locale: account.locale, publicUrl }, change),
    );
  return now;
}
