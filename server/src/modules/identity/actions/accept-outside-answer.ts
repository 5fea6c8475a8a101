/** The way to an outside provider and back, which a login and a link have in common. */
import type { PersonContext, PublicContext } from "#platform/access";
import type { Services } from "#platform/action";
import { Problem } from "#platform/errors";
import { type OutsideIdentity, outsideSignInFailed } from "#platform/oidc";
import { type Journey, openJourney, type Purpose } from "../journey.ts";
import { addressAttempts } from "../login-attempts.ts";

type Answer = {
  provider: string;
  code?: string;
  state: string;
  iss?: string;
  error?: string;
};

/** Where providers send people back to: a page of ours, which hands the answer in. */
export function callbackAddress(publicUrl: string, provider: string): string {
  return `${publicUrl}/account/callback/${provider}`;
}

/**
 * Who came back. The code is traded for proof here, once per call and outside of any transaction.
 * @throws 401 `outside_sign_in_failed`, 404, 429 or 503
 */
export async function acceptOutsideAnswer(
  context: PublicContext | PersonContext,
  { attempts, keyRing, providers, publicUrl }: Services,
  { provider, code, state, iss, error }: Answer,
  purpose: Purpose,
): Promise<{ journey: Journey; identity: OutsideIdentity }> {
  const journey = openJourney(keyRing, context.device, context.now, provider, purpose);
  if (journey === undefined) throw notBegunHere();
  if (error !== undefined || code === undefined)
    throw outsideSignInFailed("The other side did not confirm who you are, or you did not allow it to.");
  // each answer costs us a call over there
  const counted = addressAttempts(context);
  await attempts.check(counted);
  const redirectUri = callbackAddress(publicUrl, provider);
  try {
    const { memory } = journey;
    const identity = await providers.finish(provider, {
      memory,
      callback: { code, state, iss },
      redirectUri,
    });
    return { journey, identity };
  } catch (failure) {
    if (failure instanceof Problem && failure.kind === outsideSignInFailed.kind)
      await attempts.failed(counted);
    throw failure;
  }
}

export const notBegunHere = () =>
  outsideSignInFailed("It was begun in another browser, for something else, or too long ago. Begin again.");
