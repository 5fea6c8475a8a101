/**
 * What a passkey's answers must show (WebAuthn Level 3, §7.1 and §7.2): our name, our origin, our challenge, and that
 * the person was recognized, not only present. No I/O.
 */
import { challengeMs } from "./challenge.ts";
import type { MadePasskey, UsedPasskey } from "./passkey.ts";

/** 27 MB and 200 ms, which only who uses passkeys pays. */
const library = () => import("@simplewebauthn/server");
const readers = () => import("@simplewebauthn/server/helpers");

/** Whom passkeys belong to: a name, and the only origin that may ask for them. */
type RelyingParty = { id: string; origin: string };

/** A passkey as far as an answer is checked against it. */
export type KnownKey = {
  user_id: string;
  credential_id: string;
  public_key: Uint8Array;
  sign_count: number;
  transports: string[];
};

export type Made = {
  credentialId: string;
  publicKey: Uint8Array;
  signCount: number;
  backedUp: boolean;
  transports: string[];
};

export type Used = { signCount: number; backedUp: boolean };

type Listed = Pick<KnownKey, "credential_id" | "transports">;

/** COSE: ES256, EdDSA, RS256. */
const algorithms = [-7, -8, -257];

/** @param publicUrl where people reach this installation: its host is the name that passkeys are bound to */
function relyingParty(publicUrl: string): RelyingParty {
  const { hostname, origin } = new URL(publicUrl);
  return { id: hostname, origin };
}

/** PublicKeyCredentialCreationOptionsJSON: what a browser needs to make a passkey. */
export async function creationOptions(
  publicUrl: string,
  challenge: string,
  user: { id: string; email: string; name: string },
  known: Listed[],
): Promise<object> {
  const { generateRegistrationOptions } = await library();
  return await generateRegistrationOptions({
    rpName: "Plinth",
    rpID: relyingParty(publicUrl).id,
    userID: userHandle(user.id),
    userName: user.email,
    userDisplayName: user.name,
    challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
    timeout: challengeMs,
    attestationType: "none",
    excludeCredentials: known.map(listed),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: algorithms,
  });
}

/** PublicKeyCredentialRequestOptionsJSON. @param allowed undefined: any passkey of this site, the browser asks which */
export async function requestOptions(
  publicUrl: string,
  challenge: string,
  allowed?: Listed[] | undefined,
): Promise<object> {
  const { generateAuthenticationOptions } = await library();
  return await generateAuthenticationOptions({
    rpID: relyingParty(publicUrl).id,
    challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
    timeout: challengeMs,
    userVerification: "required",
    ...(allowed === undefined ? {} : { allowCredentials: allowed.map(listed) }),
  });
}

const listed = ({ credential_id, transports }: Listed) => ({ id: credential_id, transports });

/** The new passkey, or undefined for whatever is wrong with the answer. */
export async function checkMade(
  publicUrl: string,
  challenge: string,
  { response, ...credential }: MadePasskey,
): Promise<Made | undefined> {
  const { id, origin } = relyingParty(publicUrl);
  const checked = await orUndefined(async () => {
    const { verifyRegistrationResponse } = await library();
    await refuseEmbedded(response.clientDataJSON);
    await refuseStatements(response.attestationObject);
    const { clientDataJSON, attestationObject, transports = [] } = response;
    return await verifyRegistrationResponse({
      response: { ...plain(credential), response: { clientDataJSON, attestationObject, transports } },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
  });
  if (!checked?.verified) return undefined;
  const { credential: made, credentialBackedUp } = checked.registrationInfo;
  return {
    credentialId: made.id,
    publicKey: made.publicKey,
    signCount: made.counter,
    backedUp: credentialBackedUp,
    transports: made.transports ?? [],
  };
}

/**
 * What the use of a passkey showed, or undefined for whatever is wrong with the answer.
 * @param named whether the passkey was asked for by name; else the answer itself must say whose it is
 */
export async function checkUsed(
  publicUrl: string,
  challenge: string,
  { response, ...credential }: UsedPasskey,
  key: KnownKey,
  named: boolean,
): Promise<Used | undefined> {
  const { id, origin } = relyingParty(publicUrl);
  const checked = await orUndefined(async () => {
    const { verifyAuthenticationResponse } = await library();
    await refuseEmbedded(response.clientDataJSON);
    refuseOthers(response.userHandle ?? undefined, key.user_id, named);
    const { clientDataJSON, authenticatorData, signature } = response;
    return await verifyAuthenticationResponse({
      response: { ...plain(credential), response: { clientDataJSON, authenticatorData, signature } },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      // a count that does not grow is refused: the key was copied
      credential: {
        id: key.credential_id,
        publicKey: new Uint8Array(key.public_key),
        counter: key.sign_count,
      },
    });
  });
  if (!checked?.verified) return undefined;
  const { newCounter, credentialBackedUp } = checked.authenticationInfo;
  return { signCount: newCounter, backedUp: credentialBackedUp };
}

/** What is read of an answer; extensions are not asked for. */
const plain = ({ id, rawId, type }: Pick<UsedPasskey, "id" | "rawId" | "type">) => ({
  id,
  rawId,
  type,
  clientExtensionResults: {},
});

/** The library tells every refusal as an error of no kind, and so it does what cannot be read at all. */
async function orUndefined<T>(check: () => Promise<T>): Promise<T | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}

/** Our pages stand in no frame of others. */
async function refuseEmbedded(clientDataJson: string): Promise<void> {
  const { decodeClientDataJSON } = await readers();
  const { crossOrigin, topOrigin } = decodeClientDataJSON(clientDataJson);
  if (crossOrigin === true || topOrigin !== undefined)
    throw new Error("asked for inside another site's page");
}

/**
 * No statement about the device was asked for. One that comes all the same would have us read certificates that a
 * stranger chose; only a signature by the new key itself is harmless, and browsers let it pass.
 */
async function refuseStatements(attestationObject: string): Promise<void> {
  const { decodeAttestationObject } = await readers();
  const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, "base64url")));
  const format = attestation.get("fmt");
  const own = format === "packed" && attestation.get("attStmt").get("x5c") === undefined;
  if (format !== "none" && !own) throw new Error("a statement that nobody asked for");
}

function refuseOthers(handle: string | undefined, userId: string, named: boolean): void {
  if (handle === undefined && named) return;
  if (handle !== Buffer.from(userHandle(userId)).toString("base64url")) throw new Error("of somebody else");
}

/** What a passkey keeps of whose it is: the user's id, 16 bytes. */
function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll("-", ""), "hex"));
}
