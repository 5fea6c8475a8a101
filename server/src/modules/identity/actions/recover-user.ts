import Type from "typebox";
import { factorChangedMail } from "#modules/notifications";
import { createPublicContext, type PublicContext } from "#platform/access";
import { definePublicAction, type Services } from "#platform/action";
import { comparableEmail, Email } from "#platform/email";
import { invalidInput } from "#platform/errors";
import { hashToken, newToken } from "#platform/opaque-token";
import { uuidv7 } from "#platform/uuid";
import { findAccount, raiseSecurityVersion } from "../account.queries.ts";
import { removePasskeys, removeTotpRows } from "../factor.queries.ts";
import { insertResetToken } from "../reset.queries.ts";
import { endSessions, forgetDevices } from "../session.queries.ts";
import { tellOwner } from "./tell-owner.ts";

const linkMinutes = 30;
const nil = "00000000-0000-0000-0000-000000000000";

/**
 * For somebody who lost every factor, when the operator is sure who is asking: all factors but the password are taken
 * off, all sessions end, and a link sets a new password. It is at no door; who may run commands on the installation
 * may do this, and the person's trail says so.
 */
export const recoverUser = definePublicAction({
  name: "users.recover",
  door: "POST /at/no/door",
  because: "only the operator has it, on the command line",
  describe: "Take off somebody's factors, end their sessions, and make a link that sets a new password.",
  input: Type.Object({ email: Email }, { additionalProperties: false }),
  subject: "user",
  async prepare(_context, { email }, services) {
    return { account: await getRecoverable(services.lookUp, email), services };
  },
  async run(context, tx, _input, { account, services }) {
    const { id, email } = account;
    tx.become(id);
    await raiseSecurityVersion(tx, id);
    const totp = await removeTotpRows(tx, id);
    const passkeys = await removePasskeys(tx, id);
    const sessions = await endSessions(tx, id, {}, "recovered_by_operator");
    await forgetDevices(tx, id);

    const token = newToken("reset");
    const expiresAt = new Date(context.now.getTime() + linkMinutes * 60_000);
    await insertResetToken(tx, { userId: id, hash: hashToken(token), expiresAt });
    if (totp?.confirmed) tellOwner(tx, services, account, (to) => factorChangedMail(to, "totp_removed"));
    if (passkeys > 0) tellOwner(tx, services, account, (to) => factorChangedMail(to, "passkey_removed"));
    const link = new URL("/account/reset", services.publicUrl);
    link.searchParams.set("token", token);
    const removed = { totp: totp?.confirmed === true, passkeys, sessions };
    return { answer: { id, email, ...removed, link: link.href, expires_at: expiresAt.toISOString() }, id };
  },
});

/** Whom it would concern. @throws 422 when nobody has this address. */
export async function getRecoverable(lookUp: Services["lookUp"], email: string) {
  const account = await findAccount(lookUp, comparableEmail(email), null);
  if (account === undefined) throw nobodyHas(email);
  return account;
}

/** The operator at the machine, before it is known whom it concerns. */
export function operatorContext(): PublicContext {
  const actor = { kind: "system", id: nil, name: "operator" } as const;
  return { ...createPublicContext({ requestId: uuidv7(), door: "cli" }), actor };
}

function nobodyHas(email: string) {
  const detail = `There is no account with the address ${email}.`;
  return invalidInput(detail, { errors: [{ pointer: "/email", code: "not_found", detail }] });
}
