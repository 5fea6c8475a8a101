/** Signatures of Svix, judged beside the library that its makers publish. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { isSignedBySvix } from "./svix-signature.ts";

const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
const other = `whsec_${Buffer.alloc(24, 8).toString("base64")}`;
const now = new Date("2026-11-21T08:00:00Z");
const body = '{"type":"email.bounced"}';
const id = "msg_1";

const headers = (by = secret, at = now, said = body) => ({
  id,
  timestamp: String(Math.floor(at.getTime() / 1_000)),
  signature: new Webhook(by).sign(id, at, said),
});
const judged = (given: Parameters<typeof isSignedBySvix>[1], secrets = [secret], said = body) =>
  isSignedBySvix(Buffer.from(said), given, secrets, now);

test("what the library signs is signed, with any of the secrets while one is being replaced", () => {
  assert.equal(judged(headers()), true);
  assert.equal(judged(headers(), [other, secret]), true);
  const both = headers();
  both.signature = `${headers(other).signature} v2,x ${both.signature}`;
  assert.equal(judged(both), true);
});

const bad: [what: string, given: Parameters<typeof isSignedBySvix>[1], secrets?: string[], said?: string][] =
  [
    ["another secret", headers(other)],
    ["no secret", headers(), []],
    ["another body", headers(), [secret], `${body} `],
    ["another id", { ...headers(), id: "msg_2" }],
    ["no id", { ...headers(), id: undefined }],
    ["another time", { ...headers(), timestamp: String(now.getTime() / 1_000 + 1) }],
    ["no time", { ...headers(), timestamp: undefined }],
    ["a time that is none", { ...headers(), timestamp: "now" }],
    ["a time long ago", headers(secret, new Date(now.getTime() - 301_000))],
    ["a time to come", headers(secret, new Date(now.getTime() + 301_000))],
    ["no signature", { ...headers(), signature: undefined }],
    ["an empty signature", { ...headers(), signature: "v1," }],
    [
      "a signature of another version",
      { ...headers(), signature: headers().signature.replace("v1,", "v2,") },
    ],
  ];
for (const [what, given, secrets, said] of bad)
  test(`with ${what} it is not`, () => assert.equal(judged(given, secrets, said), false));
