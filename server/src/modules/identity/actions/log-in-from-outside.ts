import Type from "typebox";
import { signInLinkedMail } from "#modules/notifications";
import type { PublicContext } from "#platform/access";
import { definePublicAction, type Ending, refuse, type Services } from "#platform/action";
import type { PersonTx } from "#platform/db";
import { tooManyAttempts } from "#platform/limits";
import { sendMail } from "#platform/mail";
import {
  type OutsideIdentity,
  outsideSignInFailed,
  providerUnavailable,
  unknownProvider,
} from "#platform/oidc";
import { uuidv7 } from "#platform/uuid";
import {
  type Account,
  credentialsAreStill,
  findAccount,
  findAccountById,
  insertUser,
  raiseSecurityVersion,
} from "../account.queries.ts";
import { invalidCredentials, linkFirst, mfaRequired } from "../errors.ts";
import { forgottenJourney } from "../journey.ts";
import { findLinkedAccount, insertLinkedAccount, touchLinkedAccount } from "../linked-account.queries.ts";
import {
  callbackExamples,
  callbackFields,
  nameOf,
  type OutsideAccount,
  outsideAccount,
  vouchedEmail,
} from "../linked-account.ts";
import { SignedIn } from "../session.ts";
import { spend } from "../spent.queries.ts";
import { acceptOutsideAnswer, notBegunHere } from "./accept-outside-answer.ts";
import { deviceHash, finishLogin } from "./log-in.ts";
import { type Login, prepareLogin } from "./start-session.ts";

/** Whose account it is here, and by what. */
type Choice = { account: Account } & (
  | { by: "link"; linkId: string }
  /** The provider vouches for an address that is somebody's here. */
  | { by: "email" }
  /** It vouches for one that is nobody's: they are new. */
  | { by: "nobody" }
);

/**
 * Back from a provider. Who is linked is logged in. Who is not is known by an address that the provider vouches for;
 * where it vouches for none, they have to log in otherwise and link it. The second factor is asked all the same.
 */
export const logInFromOutside = definePublicAction({
  name: "auth.login_outside",
  title: "Finish a login with an account elsewhere",
  door: "POST /v1/auth/login/oauth/{provider}/callback",
  because: "what the provider answered is the proof",
  describe:
    "Finish a login with an account elsewhere, with what stood in the address that the browser came back with. It must be the browser that set out.",
  input: Type.Object(callbackFields, { additionalProperties: false, examples: callbackExamples }),
  output: SignedIn,
  status: 200,
  subject: "session",
  fails: [
    outsideSignInFailed,
    invalidCredentials,
    mfaRequired,
    linkFirst,
    tooManyAttempts,
    unknownProvider,
    providerUnavailable,
  ],
  async prepare(context, input, services) {
    const { journey, identity } = await acceptOutsideAnswer(context, services, input, { purpose: "login" });
    const outside = outsideAccount(identity);
    const choice = await choose(context, services, identity, outside);
    const login = choice && (await prepareLogin(context, services, choice.account));
    return { journey, outside, choice, login };
  },
  async run(context, tx, _input, { journey, outside, choice, login }) {
    if (choice === undefined || login === undefined) return refuse(unvouched());
    tx.become(choice.account.id);
    await spend(tx, journey, notBegunHere);
    const ending = await finishLogin(context, tx, await settle(tx, choice, outside, login), {
      kind: journey.kind,
      organizationId: journey.organizationId ?? undefined,
      methods: [outside.provider],
    });
    return forgetting(ending);
  },
});

async function choose(
  context: PublicContext,
  { lookUp }: Services,
  identity: OutsideIdentity,
  outside: OutsideAccount,
): Promise<Choice | undefined> {
  const device = deviceHash(context);
  const linked = await findLinkedAccount(lookUp, outside);
  if (linked !== undefined) {
    const account = await findAccountById(lookUp, linked.user_id, device);
    return account && { by: "link", linkId: linked.id, account };
  }
  const email = vouchedEmail(identity);
  if (email === undefined) return undefined;
  const account = await findAccount(lookUp, email, device);
  return account ? { by: "email", account } : { by: "nobody", account: newcomer(identity, email) };
}

function newcomer(identity: OutsideIdentity, email: string): Account {
  return {
    id: uuidv7(),
    email,
    name: nameOf(identity, email),
    locale: "en",
    security_version: 1,
    hash: null,
    totp: false,
    known_device: false,
    logged_in_before: false,
  };
}

/** @throws 401 when a rival was faster: the link is gone, or there already. */
async function settle(tx: PersonTx, choice: Choice, outside: OutsideAccount, login: Login): Promise<Login> {
  const { account, by } = choice;
  if (by === "link") {
    if (!(await touchLinkedAccount(tx, account.id, choice.linkId))) throw overtaken();
    return login;
  }
  if (by === "nobody") {
    if (!(await insertUser(tx, account)) || !(await insertLinkedAccount(tx, account.id, outside)))
      throw overtaken();
    return login;
  }
  // a link is a way in for ever: not before the second factor was shown, and until then the address is asked each time
  if (account.totp) return login;
  await raiseSecurityVersion(tx, account.id);
  const raised = { ...account, security_version: account.security_version + 1 };
  if (!(await credentialsAreStill(tx, account.id, raised.security_version))) throw overtaken();
  if (!(await insertLinkedAccount(tx, account.id, outside))) throw overtaken();
  tellOwner(tx, login, outside.provider);
  return { ...login, account: raised };
}

function tellOwner(tx: PersonTx, { account, services }: Login, name: string): void {
  const provider = titleOf(services, name);
  const { email: to, locale } = account;
  const recipient = { to, name: account.name, locale, publicUrl: services.publicUrl };
  sendMail(tx, services.keyRing, signInLinkedMail(recipient, { provider }));
}

/** How people know the provider. */
export function titleOf({ providers }: Pick<Services, "providers">, name: string): string {
  return providers.list().find((provider) => provider.name === name)?.title ?? name;
}

function forgetting(ending: Ending): Ending {
  if (typeof ending !== "object" || !("answer" in ending)) return ending;
  return { ...ending, cookies: [...(ending.cookies ?? []), forgottenJourney] };
}

const unvouched = () =>
  linkFirst(
    "This account is not linked to one here, and its provider does not vouch for an e-mail address of yours. Log in another way first, then link it in your account.",
  );

const overtaken = () =>
  outsideSignInFailed("Something about the account was changed at the same moment. Begin again.");
