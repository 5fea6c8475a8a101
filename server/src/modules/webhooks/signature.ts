/**
 * Signatures as Standard Webhooks has them (https://www.standardwebhooks.com): HMAC-SHA-256 over id, time and body under
 * a secret that only the two sides know. Pure, but for drawing a secret.
 */
import { createHmac, randomBytes } from "node:crypto";

/** What the secrets of endpoints are sealed for. */
export const sealedFor = "webhook signing secret";

const prefix = "whsec_";
/** The specification asks for 24 to 64. */
const secretBytes = 32;

export function drawSecret(): string {
  return prefix + randomBytes(secretBytes).toString("base64");
}

/**
 * The headers that prove who sent it, when, and what.
 * @param message.id the same at every attempt: a receiver knows a repetition by it
 * @param secrets all that the receiver may know; while one is being replaced there are two
 */
export function signed(
  message: { id: string; at: Date; body: string },
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  const signatures = secrets.map(
    (secret) => `v1,${mac(secret, `${message.id}.${timestamp}.${message.body}`)}`,
  );
  return {
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}

function mac(secret: string, text: string): string {
  const key = Buffer.from(secret.slice(prefix.length), "base64");
  return createHmac("sha256", key).update(text, "utf8").digest("base64");
}
