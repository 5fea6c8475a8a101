import Type from "typebox";
import { factorChangedMail } from "#modules/notifications";
import { definePersonalAction } from "#platform/action";
import { notFound } from "#platform/errors";
import { sendMail } from "#platform/mail";
import { raiseSecurityVersion } from "../account.queries.ts";
import { lastWayIn } from "../errors.ts";
import { deleteLinkedAccount } from "../linked-account.queries.ts";
import { hasWayIn } from "../ways-in.queries.ts";

/** An account elsewhere no longer logs in here. Never the last way to log in. */
export const unlinkAccount = definePersonalAction({
  name: "linked_accounts.delete",
  title: "Unlink an account",
  door: "DELETE /v1/me/linked_accounts/{id}",
  because: "people remove ways to log in to their own account",
  describe: "Unlink an account elsewhere; not the last way to log in. Sessions that it began go on.",
  input: Type.Object({}, { additionalProperties: false }),
  status: 204,
  subject: "linked_account",
  stepUp: true,
  fails: [lastWayIn],
  async prepare(_context, _input, services) {
    return services;
  },
  async run({ person }, tx, { id }, { keyRing, publicUrl, providers }) {
    const { userId, email: to, name, locale } = person;
    await raiseSecurityVersion(tx, userId);
    if (!(await deleteLinkedAccount(tx, userId, id)))
      throw notFound("There is no linked account with this id.");
    const offered = providers.list().map((provider) => provider.name);
    if (!(await hasWayIn(tx, userId, offered)))
      throw lastWayIn(
        "It is the only way to log in to your account. Set a password, or add a passkey, before you unlink it.",
      );
    sendMail(tx, keyRing, factorChangedMail({ to, name, locale, publicUrl }, "linked_account_removed"));
    return { answer: {}, id };
  },
});
