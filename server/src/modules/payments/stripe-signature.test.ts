import assert from "node:assert/strict";
import { test } from "node:test";
import Stripe from "stripe";
import { isSignedByStripe } from "./stripe-signature.ts";

const secret = "whsec_the_one_that_is_good";
const other = "whsec_somebody_elses";
const now = new Date("2026-11-21T08:10:04Z");
const seconds = now.getTime() / 1_000;
const payload = JSON.stringify({ id: "evt_1", note: "Käse — 乳酪" });
const stripe = new Stripe("sk_test_unused");

/** A header as the official SDK makes it. */
const signed = (by = secret, at = seconds, body = payload) =>
  stripe.webhooks.generateTestHeaderString({ payload: body, secret: by, timestamp: at });

const judged = (header: string | undefined, secrets = [secret], body = payload) =>
  isSignedByStripe(Buffer.from(body), header, secrets, now);

const v1Of = (header: string) => header.split("v1=")[1]?.split(",")[0] ?? "";

const cases: [words: string, header: string | undefined, good: boolean, secrets?: string[], body?: string][] =
  [
    ["what the official SDK signs", signed(), true],
    ["any of several good secrets", signed(other), true, [secret, other]],
    ["one good signature among others", `t=${seconds},v1=${"0".repeat(64)},v1=${v1Of(signed())},v0=zz`, true],
    ["299 seconds ago", signed(secret, seconds - 299), true],
    ["301 seconds ago", signed(secret, seconds - 301), false],
    ["301 seconds ahead", signed(secret, seconds + 301), false],
    ["another secret", signed(other), false],
    ["another body", signed(), false, [secret], `${payload} `],
    ["a time that was changed", signed().replace(`t=${seconds}`, `t=${seconds - 1}`), false],
    ["no secret at all", signed(), false, []],
    ["no header", undefined, false],
    ["an empty header", "", false],
    ["no time", `v1=${v1Of(signed())}`, false],
    ["two times", `t=1,${signed()}`, false],
    ["no signature", `t=${seconds}`, false],
    ["only a scheme of tests", signed().replace("v1=", "v0="), false],
    ["a signature that is cut short", signed().slice(0, -2), false],
    [
      "more signatures than anybody sends",
      `t=${seconds}${`,v1=${"0".repeat(64)}`.repeat(10)},v1=${v1Of(signed())}`,
      false,
    ],
    ["a header of a megabyte", `${signed()},${"x".repeat(1_000_000)}`, false],
  ];
for (const [words, header, good, secrets, body] of cases)
  test(`${good ? "good" : "refused"}: ${words}`, () => assert.equal(judged(header, secrets, body), good));

test("what is good here is good to the official SDK, and the other way round", () => {
  for (const header of [signed(), signed(other), signed(secret, seconds - 301), "t=1", ""]) {
    let official = true;
    try {
      stripe.webhooks.signature?.verifyHeader(payload, header, secret, 300, undefined, now.getTime());
    } catch {
      official = false;
    }
    assert.equal(judged(header), official, header);
  }
});
