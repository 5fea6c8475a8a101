import Type from "typebox";
import { factorChangedMail } from "#modules/notifications";
import { definePersonalAction, refuse } from "#platform/action";
import { alreadyExists } from "#platform/errors";
import { sendMail } from "#platform/mail";
import { uuidv7 } from "#platform/uuid";
import { raiseSecurityVersion } from "../account.queries.ts";
import { openChallenge } from "../challenge.ts";
import { passkeyRefused, tooManyPasskeys } from "../errors.ts";
import { countPasskeys, insertPasskey } from "../passkey.queries.ts";
import { ChallengeToken, MadePasskey, mostPasskeys, Passkey, PasskeyName } from "../passkey.ts";
import { spend } from "../spent.queries.ts";
import { checkMade } from "../webauthn.ts";
import { enough } from "./offer-passkey.ts";

const AddPasskey = Type.Object(
  { challenge_token: ChallengeToken, response: MadePasskey, name: PasskeyName },
  { additionalProperties: false },
);

/** One more way to log in: a passkey that was just made. The owner of the address hears of it. */
export const addPasskey = definePersonalAction({
  name: "passkeys.create",
  title: "Add a passkey",
  door: "POST /v1/me/passkeys",
  because: "people add ways to log in to their own account",
  describe:
    "Add a passkey: the answer of `navigator.credentials.create()` to the options of `/v1/me/passkeys/options`. At most 20.",
  input: AddPasskey,
  output: Passkey,
  status: 201,
  subject: "passkey",
  stepUp: true,
  fails: [passkeyRefused, tooManyPasskeys, alreadyExists],
  async prepare({ person, now }, { challenge_token, response }, { keyRing, publicUrl }) {
    const { userId, sessionId } = person;
    const challenge = openChallenge(keyRing, challenge_token, now, {
      purpose: "register",
      userId,
      sessionId,
    });
    const made = challenge && (await checkMade(publicUrl, challenge.challenge, response));
    return challenge && made && { challenge, made, keyRing, publicUrl };
  },
  async run({ person }, tx, { name }, checked) {
    if (checked === undefined) return refuse(unfit());
    const { userId, email: to } = person;
    await raiseSecurityVersion(tx, userId);
    await spend(tx, checked.challenge, unfit);
    if ((await countPasskeys(tx, userId)) >= mostPasskeys) throw enough();
    const added = await insertPasskey(tx, { ...checked.made, userId, id: uuidv7(), name });
    if (added === undefined) throw alreadyExists("This passkey belongs to an account already.");
    const recipient = { to, name: person.name, locale: person.locale, publicUrl: checked.publicUrl };
    sendMail(tx, checked.keyRing, factorChangedMail(recipient, "passkey_added"));
    return { answer: added, id: added.id };
  },
});

const unfit = () => passkeyRefused("The device's answer does not fit. Ask for new options and try again.");
