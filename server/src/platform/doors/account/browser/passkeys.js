/** Passkeys between the API's JSON and the browser's bytes; newer browsers translate by themselves. */
import { Spoken } from "./forms.js";
import { word } from "./words.js";

export const canUsePasskeys = () => "PublicKeyCredential" in window && "credentials" in navigator;

/**
 * Asks for any passkey of this site.
 * @param {any} options PublicKeyCredentialRequestOptionsJSON
 * @returns {Promise<any>} AuthenticationResponseJSON
 */
export async function usePasskey(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? withBytes(options);
  return await spoken(() => navigator.credentials.get({ publicKey }));
}

/**
 * @param {any} options PublicKeyCredentialCreationOptionsJSON
 * @returns {Promise<any>} RegistrationResponseJSON
 */
export async function makePasskey(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? withBytes(options);
  return await spoken(() => navigator.credentials.create({ publicKey }));
}

/**
 * The browser's own words are for developers; people get ours.
 * @param {() => Promise<Credential | null>} deed
 */
async function spoken(deed) {
  if (!canUsePasskeys()) throw new Spoken(word("passkey_unsupported"));
  try {
    const credential = await deed();
    if (!(credential instanceof PublicKeyCredential)) throw new Spoken(word("passkey_refused"));
    return typeof credential.toJSON === "function" ? credential.toJSON() : asJson(credential);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new Spoken(word(error.name === "InvalidStateError" ? "passkey_known" : "passkey_refused"));
  }
}

/** @param {any} options */
function withBytes(options) {
  const listed = (/** @type {any[] | undefined} */ list) =>
    list?.map((each) => ({ ...each, id: bytesOf(each.id) }));
  return {
    ...options,
    challenge: bytesOf(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytesOf(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: listed(options.allowCredentials) }),
    ...(options.excludeCredentials && { excludeCredentials: listed(options.excludeCredentials) }),
  };
}

/** @param {PublicKeyCredential} credential */
function asJson(credential) {
  const { response } = credential;
  const made = response instanceof AuthenticatorAttestationResponse;
  const used = response instanceof AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      ...(made && {
        attestationObject: textOf(response.attestationObject),
        transports: response.getTransports?.(),
      }),
      ...(used && {
        authenticatorData: textOf(response.authenticatorData),
        signature: textOf(response.signature),
        ...(response.userHandle && { userHandle: textOf(response.userHandle) }),
      }),
    },
  };
}

/** @param {string} text in base64url */
function bytesOf(text) {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} bytes */
function textOf(bytes) {
  const letters = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
