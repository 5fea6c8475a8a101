/**
 * What a role presents at the door of the database: its password, the verifier that PostgreSQL
 * keeps of it, and the URL that carries it. No I/O.
 *
 * Passwords are derived, not stored: every instance that knows the secret computes the same ones,
 * so nothing has to be handed from the instance that made the roles to those that start later.
 */
import { createHash, createHmac, hkdfSync, pbkdf2Sync, randomBytes } from "node:crypto";

const scramIterations = 4096;
const addressPattern = /^(postgres(?:ql)?:\/\/)(?:[^/?#]*@)?([^/?#]*)(\/[^?#]*)?(?:\?([^#]*))?/;

/** The password of `role` under `secret`: 43 characters of base64url. */
export function rolePassword(secret: string, role: string): string {
  return Buffer.from(hkdfSync("sha256", secret, "plinth database roles", role, 32)).toString("base64url");
}

/**
 * What PostgreSQL stores for a password under SCRAM-SHA-256. Sent instead of the password, so that
 * no statement log ever holds one that works.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, scramIterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const serverKey = createHmac("sha256", salted).update("Server Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest();
  const base64 = (bytes: Buffer): string => bytes.toString("base64");
  return `SCRAM-SHA-256$${scramIterations}:${base64(salt)}$${base64(storedKey)}:${base64(serverKey)}`;
}

/**
 * `adminUrl` with another user, everything about the place kept (host, port, socket, TLS).
 *
 * Works on the text: `postgres://user:pw@/db?host=/socket` is a URL to PostgreSQL, not to `new URL`.
 *
 * @throws when `adminUrl` is not a `postgres://` URL; the message does not repeat it (it holds a password)
 */
export function urlFor(
  adminUrl: string,
  login: { role: string; password: string; database: string },
): string {
  const parts = addressPattern.exec(adminUrl);
  if (parts === null)
    throw new Error("A database URL looks like postgres://user:password@host:5432/database.");
  const [, scheme = "", place = "", , query = ""] = parts;

  const kept = query.split("&").filter((pair) => pair !== "" && !/^(user|password)=/.test(pair));
  const search = kept.length === 0 ? "" : `?${kept.join("&")}`;
  return `${scheme}${login.role}:${login.password}@${place}/${encodeURIComponent(login.database)}${search}`;
}
