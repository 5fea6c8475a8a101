import Type from "typebox";
import { emailChangedMail, passwordResetMail } from "#modules/notifications";
import { renameMember } from "#modules/organizations";
import type { PublicContext } from "#platform/access";
import { definePublicAction, type Ending, refuse, type Services } from "#platform/action";
import { isDatabaseFault, type PersonTx, sql } from "#platform/db";
import { sendMail } from "#platform/mail";
import { hashToken, newToken } from "#platform/opaque-token";
import { uuidv7 } from "#platform/uuid";
import {
  type Account,
  findAccountById,
  insertUser,
  type NewUser,
  raiseSecurityVersion,
  writePassword,
} from "../account.queries.ts";
import { invalidToken } from "../errors.ts";
import { insertResetToken } from "../reset.queries.ts";
import { forgetSessions } from "../session.queries.ts";
import { findTokenOwner, lockUserToken } from "../user-token.queries.ts";

const resetMinutes = 30;

/** The link of a mail: makes the account that was asked for, or changes the address of one. */
export const verifyEmail = definePublicAction({
  name: "auth.verify_email",
  title: "Prove an e-mail address",
  door: "POST /v1/auth/verify_email",
  because: "the token of the mail is the proof",
  describe:
    "Show that an address is yours, with the token of the mail: it makes the account that was asked for, or changes the address of yours. Where several asked for an account with the address, it begins without a password: another mail lets its owner choose one.",
  input: Type.Object({ token: MailToken() }, { additionalProperties: false }),
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
    password: Type.Enum(["set", "missing"], {
      description:
        "`missing`: several asked for an account with this address, so that no password of theirs counts; a mail is on its way by which you choose one. `set`: there is nothing to do about it.",
      examples: ["set"],
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
    const proven =
      account === undefined
        ? await makeUser(context, tx, hash, services)
        : await changeEmail(tx, account, hash, services);
    if (proven === undefined) return refuse(unusable());
    const { email, password } = proven;
    return { answer: { email, verified_at: context.now.toISOString(), password } } satisfies Ending;
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

type Proven = { email: string; password: "set" | "missing" };

/** Without a password when others asked for an account with the address as well. */
type Registered = { email: string; name: string; locale: string; password_hash: string | null };

/** @returns undefined when the link is no longer good. */
async function makeUser(
  { now }: PublicContext,
  tx: PersonTx,
  hash: Buffer,
  services: Services,
): Promise<Proven | undefined> {
  const [wanted] = await tx.query<Registered>(sql`select * from plinth.take_registration(${hash})`);
  if (wanted === undefined) return undefined;
  const { email, password_hash: chosen } = wanted;
  const id = uuidv7();
  tx.become(id);
  // somebody has the address since a moment ago
  if (!(await insertUser(tx, { id, ...wanted }))) return undefined;
  if (chosen === null) await letThemChoose(tx, { id, ...wanted }, now, services);
  else await writePassword(tx, id, chosen);
  return { email, password: chosen === null ? "missing" : "set" };
}

/** Only who owns the mailbox: whoever followed the link may have followed that of a stranger. */
async function letThemChoose(
  tx: PersonTx,
  { id, email, name, locale }: NewUser,
  now: Date,
  { keyRing, publicUrl }: Services,
): Promise<void> {
  const token = newToken("reset");
  const expiresAt = new Date(now.getTime() + resetMinutes * 60_000);
  await insertResetToken(tx, { userId: id, hash: hashToken(token), expiresAt });
  const recipient = { to: email, name, locale, publicUrl };
  sendMail(tx, keyRing, passwordResetMail(recipient, { token, minutes: resetMinutes }));
}

async function changeEmail(
  tx: PersonTx,
  account: Account,
  hash: Buffer,
  { keyRing, publicUrl }: Services,
): Promise<Proven | undefined> {
  tx.become(account.id);
  const token = await lockUserToken(tx, account.id, "change_email", hash);
  if (token === undefined) return undefined;
  const now = String(token.detail.email);
  const [taken] = await tx.query<{ taken: boolean }>(sql`select plinth.is_email_taken(${now}) as taken`);
  if (taken?.taken) return undefined;
  await raiseSecurityVersion(tx, account.id);
  await tx.query(sql`update users set email = ${now} where id = ${account.id}`).catch(takenMeanwhile);
  await renameMember(tx, account.id, "auth.verify_email", { name: account.name, email: now });
  forgetSessions(tx, account.id, [account.id]);
  const change = { before: account.email, now };
  for (const to of [account.email, now])
    sendMail(
      tx,
      keyRing,
      emailChangedMail({ to, name: account.name, locale: account.locale, publicUrl }, change),
    );
  return { email: now, password: "set" };
}

/** Somebody else's link for the same address was followed at this moment. */
function takenMeanwhile(error: unknown): never {
  throw isDatabaseFault(error) && error.code === "23505" ? unusable() : error;
}
