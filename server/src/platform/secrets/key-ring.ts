/**
 * The key ring: every key in use is derived from PLINTH_SECRET by HKDF, one per purpose, so that no two uses
 * share a key. Several comma-separated secrets make a rotation: the first seals and signs, all of them open.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

export type KeyRing = {
  /** Eight characters per secret, which say nothing about it; the active one first. */
  secretIds: readonly string[];
  /** Encrypts text for one purpose (AES-256-GCM). The answer is ASCII and names the secret that sealed it. */
  seal(purpose: string, text: string): string;
  /** @throws `MissingSecret` when it was sealed under a secret that is no longer in the ring; otherwise when it was altered. */
  open(purpose: string, sealed: string): string;
  /** Whether it was sealed under the active secret; what was not must be sealed anew before the older one goes. */
  isCurrent(sealed: string): boolean;
  /** HMAC-SHA-256 of a text for one purpose under the active secret, 32 bytes. Compare with `timingSafeEqual`. */
  mac(purpose: string, text: string): Buffer;
  /** The same under every secret of the ring, the active one first: what an older one signed is still known. */
  macs(purpose: string, text: string): Buffer[];
};

/** What was sealed stays closed until this secret is back in the ring. */
export class MissingSecret extends Error {
  override name = "MissingSecret";
  readonly secretId: string;
  constructor(secretId: string) {
    super(`sealed under a secret that is not in the ring (${secretId})`);
    this.secretId = secretId;
  }
}

/** @param secrets at least one, each of 32 characters or more; the first is the active one. */
export function createKeyRing(secrets: readonly string[]): KeyRing {
  const [active] = secrets;
  if (active === undefined) throw new Error("the key ring needs at least one secret");
  const byId = new Map(secrets.map((secret) => [idOf(secret), secret]));
  const activeId = idOf(active);
  // purposes are words of the program, and few; to derive a key costs more than to seal with it
  const derived = new Map<string, Buffer>();
  const keyOf = (secret: string, purpose: string): Buffer => {
    const name = `${secrets.indexOf(secret)} ${purpose}`;
    const known = derived.get(name) ?? keyFor(secret, purpose);
    derived.set(name, known);
    return known;
  };
  /** Apart from the sealing keys, also where a purpose has the same name. */
  const macUnder = (secret: string, purpose: string, text: string): Buffer =>
    createHmac("sha256", keyOf(secret, `mac ${purpose}`))
      .update(text, "utf8")
      .digest();

  return {
    secretIds: secrets.map(idOf),
    seal(purpose, text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", keyOf(active, purpose), nonce);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `${activeId}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    open(purpose, sealed) {
      const [id = "", payload = ""] = sealed.split(".");
      const secret = byId.get(id);
      if (secret === undefined) throw new MissingSecret(id);
      const bytes = Buffer.from(payload, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", keyOf(secret, purpose), bytes.subarray(0, 12), {
        authTagLength: 16, // a shorter tag would be guessed sooner
      });
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    },
    isCurrent: (sealed) => sealed.startsWith(`${activeId}.`),
    mac: (purpose, text) => macUnder(active, purpose, text),
    macs: (purpose, text) => secrets.map((secret) => macUnder(secret, purpose, text)),
  };
}

/** Eight characters that tell one secret from another and say nothing about it. */
function idOf(secret: string): string {
  return keyFor(secret, "id").subarray(0, 6).toString("base64url");
}

function keyFor(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "plinth", purpose, 32));
}
