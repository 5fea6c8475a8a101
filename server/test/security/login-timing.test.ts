/**
 * Whether an account exists is not to be told from how long a wrong login takes. Measured with the kinds of account
 * taking turns, so that whatever else the machine does falls on all of them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { testPerson } from "#harness/people";

const t = await testApp();
const on = await startInstance(t.database, { trustedProxies: ["127.0.0.1"] });
const perKind = 40;
/** A missing hash would be about 60 %. */
const tolerance = 0.2;
/** Chance does not repeat itself; a leak does. */
const rounds = 3;

const [existing, passwordless, secondFactor] = await Promise.all([
  testPerson(t),
  testPerson(t),
  testPerson(t),
]);
await execute(t.database.adminUrl, "delete from passwords where user_id = $1", [passwordless.id]);
await execute(
  t.database.adminUrl,
  "insert into totp_factors (user_id, secret_sealed, confirmed_at) values ($1, 'sealed', now())",
  [secondFactor.id],
);

let networks = 0;
async function wrongLoginMs(email: string): Promise<number> {
  // every attempt from a range of its own: nobody has to wait
  const from = `10.${++networks >> 8}.${networks & 255}.1`;
  const started = performance.now();
  const answer = await on.ask("POST", "/v1/auth/login", {
    body: { email, password: "wrong zebra battery staple" },
    headers: { "x-forwarded-for": from },
  });
  const ms = performance.now() - started;
  assert.equal(answer.status, 401, answer.text);
  return ms;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function medians(): Promise<Record<string, number>> {
  const emails: Record<string, () => string> = {
    existing: () => existing.email,
    "without a password": () => passwordless.email,
    "with a second factor": () => secondFactor.email,
    missing: () => `nobody-${networks}@example.com`,
  };
  const taken = Object.fromEntries(Object.keys(emails).map((kind) => [kind, [] as number[]]));
  for (let i = 0; i < perKind; i++)
    for (const [kind, email] of Object.entries(emails)) taken[kind]?.push(await wrongLoginMs(email()));
  return Object.fromEntries(Object.entries(taken).map(([kind, values]) => [kind, median(values)]));
}

test("a wrong login takes as long for an account that exists as for one that does not", async () => {
  for (const email of [existing.email, "warm-up@example.com"]) await wrongLoginMs(email);
  const measured: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const found = await medians();
    measured.push(JSON.stringify(found));
    const [fastest, slowest] = [Math.min(...Object.values(found)), Math.max(...Object.values(found))];
    if (slowest - fastest <= tolerance * slowest) return;
  }
  assert.fail(`medians in ms, in each of ${rounds} rounds too far apart:\n${measured.join("\n")}`);
});
