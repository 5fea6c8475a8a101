/**
 * What must be true of the data whatever happened: after rivals, kills and retries. Asked as the superuser, of everything
 * in all organizations: what the modules declare for production (`defineInvariant`), and what only tests can claim, where
 * nothing is forgotten and nobody has touched the clock.
 */
import assert from "node:assert/strict";
import { declarations } from "#app";
import { type Asked, lookAtAll } from "#platform/invariants";
import { createKeyRing } from "#platform/secrets";
import { testSecret } from "./app.ts";
import { connected, type Run } from "./execute.ts";
import { relayed, sealed } from "./trail.ts";

/** Each rule is one query whose rows are its violations. */
export const claimedByTests: Record<string, string> = {
  "positions of the whole feed have no hole": `
    select count(*), max(pos) from plinth.events where pos > 0 having count(*) <> coalesce(max(pos), 0)`,
  "the feed of an organization is numbered from 1": `
    select organization_id, min(seq) from plinth.events
     where organization_id <> '00000000-0000-0000-0000-000000000000' -- the canary's, which is gone after a minute
     group by 1
    having min(seq) <> 1`,
  "an order tells each fact once": `
    select subject_id, type, count(*) from plinth.events where subject_type = 'order' group by 1, 2 having count(*) > 1`,
  "every process was told of a session that was ended a moment ago": `
    select s.id from sessions s
     where s.ended_at > now() - interval '1 minute'
       and not exists (select from plinth.user_revocations r where r.user_id = s.user_id and r.subject_id in (s.id, s.user_id))`,
  "an idempotency record names an order that is there": `
    select r.key, r.location from plinth.idempotency_records r
     where r.location like '/v1/orders/%' and r.status = 201
       and not exists (select from orders o where o.organization_id = r.organization_id
                          and o.id::text = split_part(r.location, '/', 4))`,
};

/** @returns one sentence per rule that is broken, with its first violation; empty when all hold. */
export async function brokenInvariants(adminUrl: string): Promise<string[]> {
  return await connected(adminUrl, async (run) => {
    const broken: string[] = [];
    const { invariants } = declarations();
    for (const { id } of await run("select id from organizations order by id"))
      for (const { invariant, violations, unjudged } of await lookAtAll(
        askedBy(run, String(id)),
        invariants,
      )) {
        const said = `${violations.length} ×, first ${JSON.stringify(violations[0])}`;
        if (violations.length > 0 || unjudged) broken.push(`not true: ${invariant.name}: ${said}`);
      }
    for (const [rule, text] of Object.entries(claimedByTests)) {
      const rows = await run(text);
      if (rows.length > 0)
        broken.push(`not true: ${rule}: ${rows.length} ×, first ${JSON.stringify(rows[0])}`);
    }
    return broken;
  });
}

/** One organization, asked over a connection of the superuser's. The key ring is that of all applications of the tests. */
export function askedBy(run: Run, organization: string): Asked {
  return {
    organization,
    // rows are what the statement says
    ask: async (_as, { text, values }) => (await run(text, [...values])) as never[],
    keyRing: createKeyRing([testSecret]),
  };
}

/** Waits for the relays, then holds the database to every rule. */
export async function assertInvariants(adminUrl: string): Promise<void> {
  await relayed(adminUrl);
  await sealed(adminUrl);
  assert.deepEqual(await brokenInvariants(adminUrl), []);
}
