import Type from "typebox";
import { signInLinkedMail } from "#modules/notifications";
import { definePersonalAction } from "#platform/action";
import { alreadyExists, invalidState } from "#platform/errors";
import { tooManyAttempts } from "#platform/limits";
import { sendMail } from "#platform/mail";
import { outsideSignInFailed, providerUnavailable, unknownProvider } from "#platform/oidc";
import { raiseSecurityVersion } from "../account.queries.ts";
import { forgottenJourney } from "../journey.ts";
import { countLinkedAccounts, insertLinkedAccount } from "../linked-account.queries.ts";
import {
  callbackExamples,
  callbackFields,
  LinkedAccount,
  mostLinkedAccounts,
  outsideAccount,
} from "../linked-account.ts";
import { spend } from "../spent.queries.ts";
import { acceptOutsideAnswer, notBegunHere } from "./accept-outside-answer.ts";
import { titleOf } from "./log-in-from-outside.ts";

/**
 * Back from a provider, with an account there that logs in here from now on. Its address may be another one than
 * ours: being logged in here is the proof. The journey began with a fresh proof, so that none is asked again.
 */
export const linkAccount = definePersonalAction({
  name: "linked_accounts.create",
  title: "Finish linking an account elsewhere",
  door: "POST /v1/me/linked_accounts/oauth/{provider}/callback",
  because: "people add ways to log in to their own account",
  describe:
    "Finish linking an account elsewhere, with what stood in the address that the browser came back with. It must be the browser and the session that set out.",
  input: Type.Object(callbackFields, { additionalProperties: false, examples: callbackExamples }),
  output: LinkedAccount,
  status: 201,
  subject: "linked_account",
  fails: [
    outsideSignInFailed,
    alreadyExists,
    invalidState,
    tooManyAttempts,
    unknownProvider,
    providerUnavailable,
  ],
  async prepare(context, input, services) {
    const { userId, sessionId } = context.person;
    const purpose = { purpose: "link", userId, sessionId } as const;
    return { ...(await acceptOutsideAnswer(context, services, input, purpose)), services };
  },
  async run({ person }, tx, _input, { journey, identity, services }) {
    const { userId, email: to, name, locale } = person;
    const { keyRing, publicUrl } = services;
    await raiseSecurityVersion(tx, userId);
    await spend(tx, journey, notBegunHere);
    if ((await countLinkedAccounts(tx, userId)) >= mostLinkedAccounts)
      throw invalidState(`You have linked ${mostLinkedAccounts} accounts. Remove one first.`);
    const linked = await insertLinkedAccount(tx, userId, outsideAccount(identity));
    const provider = titleOf(services, identity.provider);
    if (linked === undefined)
      throw alreadyExists(`This account of ${provider} is linked already, to your account or another.`);
    sendMail(tx, keyRing, signInLinkedMail({ to, name, locale, publicUrl }, { provider }));
    return { answer: linked, id: linked.id, cookies: [forgottenJourney] };
  },
});
