/** The use of a passkey: checked before the transaction, spent in it. A login and a fresh proof share it. */
import type { Services } from "#platform/action";
import type { PersonTx } from "#platform/db";
import { type Asked, type Challenge, openChallenge } from "../challenge.ts";
import { invalidCredentials } from "../errors.ts";
import { countUse, findPasskey, type KnownPasskey } from "../passkey.queries.ts";
import type { UsedPasskey } from "../passkey.ts";
import { spend } from "../spent.queries.ts";
import { checkUsed, type Used } from "../webauthn.ts";

export type PasskeyProof = { challenge_token: string; response: UsedPasskey };

export type CheckedPasskey = {
  /** Whose passkey it says it is, if there is one; nothing is proven by that. */
  owner: string | undefined;
  /** Undefined when anything was wrong. */
  accepted: { challenge: Challenge; passkey: KnownPasskey; used: Used } | undefined;
};

/** @param asked what the challenge must have been for; without a user, the passkey itself says who it is */
export async function checkPasskey(
  { lookUp, keyRing, publicUrl }: Pick<Services, "lookUp" | "keyRing" | "publicUrl">,
  { challenge_token, response }: PasskeyProof,
  asked: Asked,
  now: Date,
): Promise<CheckedPasskey> {
  const passkey = await findPasskey(lookUp, response.id);
  const nothing = { owner: passkey?.user_id, accepted: undefined };
  const challenge = openChallenge(keyRing, challenge_token, now, asked);
  if (passkey === undefined || challenge === undefined) return nothing;
  const named = asked.userId !== undefined;
  if (named && passkey.user_id !== asked.userId) return nothing;
  const used = await checkUsed(publicUrl, challenge.challenge, response, passkey, named);
  return used === undefined ? nothing : { owner: passkey.user_id, accepted: { challenge, passkey, used } };
}

/**
 * Spends the challenge and keeps the count, behind the lock of the user: a passkey that is removed meanwhile proves
 * nothing.
 * @returns whether it is a proof
 * @throws 401 when the challenge was answered before
 */
export async function spendPasskey(tx: PersonTx, { accepted }: CheckedPasskey): Promise<boolean> {
  if (accepted === undefined) return false;
  const { challenge, passkey, used } = accepted;
  await spend(tx, challenge, notAccepted);
  return await countUse(tx, passkey, used);
}

/** The same words for everything that can be wrong. */
export const notAccepted = () =>
  invalidCredentials("The passkey was not accepted. Ask for new options and try again.");
