import Type, { type Static } from "typebox";
import { freshForMs, type PersonContext } from "#platform/access";
import { definePersonalAction, type Ending, refuse, type Services } from "#platform/action";
import type { PersonTx } from "#platform/db";
import { invalidInput, invalidState, type Problem, unauthenticated } from "#platform/errors";
import { tooManyAttempts } from "#platform/limits";
import { type Account, credentialsAreStill, findAccountById } from "../account.queries.ts";
import { invalidCredentials, wrongCredential } from "../errors.ts";
import { getFactors } from "../factor.queries.ts";
import { addressAttempts, secondFactorAttempts } from "../login-attempts.ts";
import { lockOwnSession, writeProof } from "../own-session.queries.ts";
import { ChallengeToken, passkeyProofExample, UsedPasskey } from "../passkey.ts";
import { fieldOf, type Way, waysToProve } from "../proof.ts";
import { type CheckedPasskey, checkPasskey, spendPasskey } from "./accept-passkey.ts";
import { acceptSecondFactor, Code, RecoveryCode, wrongSecondFactor } from "./accept-second-factor.ts";
import { isOwnPassword } from "./is-own-password.ts";
import { deviceHash } from "./log-in.ts";
import { rotateCookie } from "./rotate-cookie.ts";

const freshForSeconds = freshForMs / 1_000;

const StepUp = Type.Object(
  {
    password: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1_000,
        description: "The password: enough where there is no second factor.",
        examples: ["violet kettle under snow"],
      }),
    ),
    code: Type.Optional(Code),
    recovery_code: Type.Optional(RecoveryCode),
    challenge_token: Type.Optional(ChallengeToken),
    response: Type.Optional(UsedPasskey),
  },
  {
    additionalProperties: false,
    examples: [
      { password: "violet kettle under snow" },
      { code: "492039" },
      { recovery_code: "fam8-re18-c2ew-fc3a" },
      passkeyProofExample,
    ],
  },
);
type StepUp = Static<typeof StepUp>;

/**
 * A fresh proof, for what a session that was left open must not be enough for. It is worth as much as a login: who
 * has a second factor shows it.
 */
export const stepUp = definePersonalAction({
  name: "auth.step_up",
  title: "Prove again that it is you",
  door: "POST /v1/auth/step_up",
  because: "people prove themselves for their own session",
  describe:
    "Prove again that it is you: with the password, with a code where there is a second factor, or with a passkey (`challenge_token` and `response`). Sensitive verbs ask for it when the last proof is older than 10 minutes. A browser gets a new cookie.",
  input: StepUp,
  output: Type.Object({
    authenticated_at: Type.String({
      format: "date-time",
      description: "When it was proven.",
      examples: ["2026-11-21T08:10:04.819Z"],
    }),
    fresh_for: Type.Integer({
      description: "For how many seconds sensitive verbs ask for no other proof.",
      examples: [freshForSeconds],
    }),
  }),
  status: 200,
  subject: "session",
  fails: [invalidCredentials, invalidState, tooManyAttempts],
  async prepare(context, input, services) {
    const account = await findAccountById(services.lookUp, context.person.userId, deviceHash(context));
    if (account === undefined) throw unauthenticated("The session has ended.");
    requireOneWay(input, waysToProve(await getFactors(services.read, context)));
    return { account, services, proven: await check(context, services, account, input) };
  },
  async run(context, tx, input, { account, services, proven }) {
    // first the user, then what belongs to them: in the order in which it would be changed
    if (!(await credentialsAreStill(tx, account.id, account.security_version)))
      return refuse(invalidCredentials("The account's credentials were changed a moment ago. Try again."));
    const method = await spend(context, tx, services, input, proven);
    return method === undefined ? refuse(notProven(input)) : await renewProof(context, tx, method);
  },
});

function notProven(input: StepUp): Problem {
  if (input.password !== undefined) return wrongCredential("/password", "The password is wrong.");
  if (input.response !== undefined)
    return wrongCredential("/response", "This passkey is not yours, was used already, or came too late.");
  return wrongSecondFactor(input);
}

/** @throws 422 unless exactly one proof is there, of a kind that is enough; 409 when the account has none. */
function requireOneWay({ challenge_token: _, ...input }: StepUp, ways: Way[]): void {
  if (ways.length === 0)
    throw invalidState(
      "Your account has no password and no second factor to prove it with. Log in again, or set a password with POST /v1/auth/password/forgot.",
    );
  const enough = ways.map((way) => fieldOf[way]);
  const given = Object.keys(input).filter((name) => name in StepUp.properties);
  const words = enough.map((name) => `\`${name}\``).join(" or ");
  const [only, ...more] = given;
  if (only !== undefined && more.length === 0 && enough.includes(only)) return;
  const detail =
    given.length > 1
      ? `Send one proof: ${words}.`
      : `Send ${words}${only === undefined ? "" : `: \`${only}\` alone is not enough for your account`}.`;
  const pointer = only === undefined ? "" : `/${only}`;
  throw invalidInput(detail, { errors: [{ pointer, code: "proof", detail }] });
}

/** What can be checked before the transaction: a password as a whole, a passkey but for its being used once. */
type Proven = { password: boolean; passkey: CheckedPasskey | undefined };

/** @throws 429 `too_many_attempts` */
async function check(
  context: PersonContext,
  services: Services,
  account: Account,
  { password, challenge_token, response }: StepUp,
): Promise<Proven> {
  const isRight = password !== undefined && (await isOwnPassword(context, services, account, password));
  if (response === undefined) return { password: isRight, passkey: undefined };

  const counted = addressAttempts(context);
  await services.attempts.check(counted);
  const { userId, sessionId } = context.person;
  const proof = { challenge_token: challenge_token ?? "", response };
  const passkey = await checkPasskey(services, proof, { purpose: "step_up", userId, sessionId }, context.now);
  if (passkey.accepted === undefined) await services.attempts.failed(counted);
  return { password: false, passkey };
}

/** Makes sure that what is good once was not used before. @returns the method that was right */
async function spend(
  context: PersonContext,
  tx: PersonTx,
  services: Services,
  { code, recovery_code }: StepUp,
  { password, passkey }: Proven,
): Promise<Way | undefined> {
  if (password) return "password";
  if (passkey !== undefined) return (await spendPasskey(tx, passkey)) ? "passkey" : undefined;
  if (code === undefined && recovery_code === undefined) return undefined;
  const { userId } = context.person;
  const counted = secondFactorAttempts(context, { userId, knownDevice: false });
  return await acceptSecondFactor(tx, { userId, counted }, services, context.now, { code, recovery_code });
}

/**
 * The session is fresh again, for every process within a second, and its cookie another one.
 * @throws 401 when the session has ended meanwhile
 */
export async function renewProof(context: PersonContext, tx: PersonTx, method: Way): Promise<Ending> {
  const { person, now } = context;
  const session = await lockOwnSession(tx, person);
  if (session === undefined) throw unauthenticated("The session has ended.");
  writeProof(tx, person, method, now);
  const cookies = rotateCookie(context, tx, session);
  const answer = { authenticated_at: now.toISOString(), fresh_for: freshForSeconds };
  return { answer, id: person.sessionId, cookies };
}
