import Type from "typebox";
import { factorChangedMail } from "#modules/notifications";
import { definePersonalAction } from "#platform/action";
import { notFound } from "#platform/errors";
import { sendMail } from "#platform/mail";
import { raiseSecurityVersion } from "../account.queries.ts";
import { lastWayIn } from "../errors.ts";
import { deletePasskey } from "../passkey.queries.ts";
import { hasWayIn } from "../ways-in.queries.ts";

/** A passkey is no longer good: its device was sold or lost. Never the last way to log in. */
export const removePasskey = definePersonalAction({
  name: "passkeys.delete",
  title: "Remove a passkey",
  door: "DELETE /v1/me/passkeys/{id}",
  because: "people remove ways to log in to their own account",
  describe: "Remove a passkey; not the last way to log in. Sessions that it began go on.",
  input: Type.Object({}, { additionalProperties: false }),
  status: 204,
  subject: "passkey",
  stepUp: true,
  fails: [lastWayIn],
  async prepare(_context, _input, services) {
    return services;
  },
  async run({ person }, tx, { id }, { keyRing, publicUrl, providers }) {
    const { userId, email: to, name, locale } = person;
    await raiseSecurityVersion(tx, userId);
    if (!(await deletePasskey(tx, userId, id))) throw notFound("There is no passkey with this id.");
    const offered = providers.list().map((provider) => provider.name);
    if (!(await hasWayIn(tx, userId, offered)))
      throw lastWayIn(
        "It is the only way to log in to your account. Set a password, or add another passkey, before you remove it.",
      );
    sendMail(tx, keyRing, factorChangedMail({ to, name, locale, publicUrl }, "passkey_removed"));
    return { answer: {}, id };
  },
});
