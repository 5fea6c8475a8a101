/**
 * A device that keeps one passkey and needs no browser: ES256, discoverable, and it lies on demand. What an honest
 * one puts into its answers is WebAuthn Level 3, §6.1 (authenticator data) and §6.5 (attestation object).
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { deviceCertificate } from "./device-certificate.ts";

/** What an answer says instead of the truth. */
export type DeviceLies = {
  origin?: string;
  /** The name whose hash stands in the answer. */
  rpId?: string;
  type?: string;
  challenge?: string;
  crossOrigin?: boolean;
  /** The person was there, and was not recognized. */
  unrecognized?: true;
  count?: number;
  /** Base64url, or null to leave it out. */
  userHandle?: string | null;
  credentialId?: string;
  tampered?: true;
  /** Of a statement about the device, which is empty. */
  format?: string;
  /** A statement about the device that nobody asked for, rightly signed by its maker. */
  vouched?: true;
};

type CreationOptions = { challenge: string; rp: { id: string }; user: { id: string } };
type RequestOptions = { challenge: string; rpId: string };

export type Device = {
  credentialId: string;
  /** The answer of `navigator.credentials.create()`, as JSON. */
  make(options: CreationOptions, lies?: DeviceLies): object;
  /** The answer of `navigator.credentials.get()`, as JSON. Each use counts one further. */
  use(options: RequestOptions, lies?: DeviceLies): object;
};

/** @param counts whether it counts its uses; synced passkeys always say 0 */
export function softwareAuthenticator(origin: string, { counts = true } = {}): Device {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(16);
  let count = 0;
  let userHandle = "";

  const clientData = (type: string, challenge: string, lies: DeviceLies): string =>
    base64url(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    );
  const dataOf = (rpId: string, lies: DeviceLies, attested = Buffer.alloc(0)): Buffer => {
    const flags = (lies.unrecognized ? present : present | recognized) | (attested.length > 0 ? holdsKey : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags);
    head.writeUInt32BE(lies.count ?? (counts ? ++count : 0), 1);
    return Buffer.concat([sha256(lies.rpId ?? rpId), head, attested]);
  };
  const credential = (lies: DeviceLies) => {
    const own = lies.credentialId ?? base64url(id);
    return {
      id: own,
      rawId: own,
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: {},
    };
  };

  return {
    credentialId: base64url(id),
    make(options, lies = {}) {
      userHandle = options.user.id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(x, y)]);
      const authData = dataOf(options.rp.id, lies, attested);
      const clientDataJSON = clientData("webauthn.create", options.challenge, lies);
      const statement = lies.vouched ? makersStatement(authData, clientDataJSON) : emptyMap;
      const format = lies.format ?? (lies.vouched ? "packed" : "none");
      return {
        ...credential(lies),
        response: {
          clientDataJSON,
          attestationObject: base64url(attestationObject(format, statement, authData)),
          transports: ["internal"],
        },
      };
    },
    use(options, lies = {}) {
      const authenticatorData = dataOf(options.rpId, lies);
      const clientDataJSON = clientData("webauthn.get", options.challenge, lies);
      const signed = Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
      if (lies.tampered) signed.writeUInt8(signed.readUInt8(signed.length - 1) ^ 1, signed.length - 1);
      const handle = lies.userHandle === undefined ? userHandle : lies.userHandle;
      return {
        ...credential(lies),
        response: {
          clientDataJSON,
          authenticatorData: base64url(authenticatorData),
          signature: base64url(sign("sha256", signed, privateKey)),
          ...(handle === null ? {} : { userHandle: handle }),
        },
      };
    },
  };
}

const present = 0x01;
const recognized = 0x04;
const holdsKey = 0x40;

const base64url = (bytes: Buffer | string) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest();

/** CBOR of `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`: an elliptic key for ES256 on P-256. */
function coseKey(x: string, y: string): Buffer {
  const [left, right] = [x, y].map((part) => Buffer.concat([hex("5820"), Buffer.from(part, "base64url")]));
  return Buffer.concat([hex("a5010203262001"), hex("21"), left ?? hex(""), hex("22"), right ?? hex("")]);
}

/** CBOR of `{fmt, attStmt, authData}`. */
function attestationObject(format: string, statement: Buffer, authData: Buffer): Buffer {
  const words = [text("fmt"), text(format), text("attStmt"), statement, text("authData")];
  return Buffer.concat([hex("a3"), ...words, bytes(authData)]);
}

/** CBOR of `{alg: -7, sig, x5c: [certificate]}` (WebAuthn §8.2). */
function makersStatement(authData: Buffer, clientDataJSON: string): Buffer {
  const { der, privateKey } = deviceCertificate();
  const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
  const signature = bytes(sign("sha256", signed, privateKey));
  return Buffer.concat([
    hex("a3"),
    text("alg"),
    hex("26"),
    text("sig"),
    signature,
    text("x5c"),
    hex("81"),
    bytes(der),
  ]);
}

/** CBOR of up to 65,535 bytes. */
function bytes(content: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(content.length);
  return Buffer.concat([hex("59"), length, content]);
}

/** CBOR of a text of at most 23 letters. */
const text = (word: string) => Buffer.concat([Buffer.from([0x60 | word.length]), Buffer.from(word)]);
const emptyMap = Buffer.from([0xa0]);
const hex = (digits: string) => Buffer.from(digits, "hex");
