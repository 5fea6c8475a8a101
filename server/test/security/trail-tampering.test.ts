/** Whoever edits the trail directly, with all rights on the database and without the key, is found, and what they edited is named. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Client } from "pg";
import { testApp, testSecret } from "#harness/app";
import { shop } from "#harness/shop";
import { sealed } from "#harness/trail";
import { type Verdict, verifyOn, verifyTrail } from "#platform/audit";
import { createKeyRing } from "#platform/secrets";
import { entryEdits } from "./entry-edits.fixture.ts";
import { sealEdits } from "./seal-edits.fixture.ts";
import { type Dice, type Named, readTrail } from "./trail-touched.fixture.ts";
import { wholeTrailEdits } from "./whole-trail-edits.fixture.ts";

const edits = [...entryEdits, ...sealEdits, ...wholeTrailEdits];

const t = await testApp({ keep: true });
const keyRing = createKeyRing([testSecret]);
const admin = new Client({ connectionString: t.database.adminUrl });
await admin.connect();
after(async () => {
  await admin.end();
  await t.database.drop();
});
for (let i = 0; i < 3; i++) await makeTrail();
await t.app.close(); // seals what waits; from here on nobody writes but the test
const trail = await readTrail(admin);

test("an honest trail is as it was sealed", async () => {
  assert.ok(trail.entries.length > 120 && trail.seals.length > 10 && trail.values.length > 20);
  const verdicts: Verdict[] = [];
  for await (const verdict of verifyTrail(t.database.ownerUrl, keyRing)) verdicts.push(verdict);
  assert.deepEqual(
    verdicts.map(({ organization_id, entries, finding }) => ({ organization_id, entries, finding })),
    trail.heads.map(({ organization, seq }) => ({
      organization_id: organization,
      entries: seq,
      finding: null,
    })),
  );
});

/** 1,000 for a thorough look. */
const drawn = Number(process.env.TRAIL_EDITS ?? 150);
for (const [part, count] of [
  ["each kind of edit", edits.length],
  ["edits drawn at random", drawn],
] as const) {
  test(`${count} ${part}, each alone: found, and what was edited is named`, async () => {
    const pick = dice(20_261_121 + count);
    const wrong: string[] = [];
    for (let i = 0; i < count; i++) {
      const [name, what, edit] = part === "each kind of edit" ? (edits[i] ?? pick(edits)) : pick(edits);
      await undone(async () => {
        const named = await edit(admin, trail, pick);
        const found = (await verdictsNow()).filter(({ finding }) => finding !== null);
        if (found.length === 0 || !found.every((verdict) => named.some((one) => isNamed(one, what, verdict))))
          wrong.push(`${name}: not ${what} ${JSON.stringify(named)}, found ${JSON.stringify(found)}`);
      });
    }
    assert.deepEqual(wrong, []);
  });
}

test("personal values may be erased by the verb: the trail is as it was sealed, and says by whom", async () => {
  const { rows } = await admin.query<{ subject_id: string }>(
    "select subject_id from plinth.audit_trail where action = 'audit_entries.erase'",
  );
  assert.equal(rows.length, 3);
  const erased = rows.map(({ subject_id }) => subject_id);
  const { rows: left } = await admin.query("select from plinth.audit_values where subject_id = any ($1)", [
    erased,
  ]);
  assert.equal(left.length, 0);
  assert.ok((await verdictsNow()).every(({ finding }) => finding === null));
  await undone(async () => {
    await admin.query("delete from plinth.audit_values");
    const found = (await verdictsNow()).map(({ finding }) => finding?.what);
    assert.deepEqual(found, ["value_missing", "value_missing", "value_missing"]);
  });
});

test("a tail that was cut off together with its seals and the head is found by an anchor, and only by one", async () => {
  const [last] = trail.seals.filter(({ first }) => first > 1).slice(-1);
  assert.ok(last);
  const { organization, first } = last;
  const anchorOf = (verdicts: Verdict[]) => {
    const [seq, seal = ""] =
      verdicts.find((one) => one.organization_id === organization)?.anchor?.split(":") ?? [];
    return { seq: Number(seq), seal };
  };
  const anchor = anchorOf(await verdictsNow());
  await undone(async () => {
    await admin.query("delete from plinth.audit_trail where organization_id = $1 and seq >= $2", [
      organization,
      first,
    ]);
    await admin.query("delete from plinth.audit_seals where organization_id = $1 and first_seq = $2", [
      organization,
      first,
    ]);
    await admin.query(
      "delete from plinth.audit_values v where not exists (select from plinth.audit_trail t where t.id = v.entry_id)",
    );
    await admin.query(
      `update plinth.audit_heads h set seq = s.last_seq, seal = s.seal from plinth.audit_seals s
        where h.organization_id = $1 and s.organization_id = $1 and s.last_seq = $2`,
      [organization, first - 1],
    );
    const cut = await verdictsNow();
    assert.ok(cut.every(({ finding }) => finding === null));
    const found = await verdictsNow(new Map([[organization, anchor]]));
    const { finding } = found.find((one) => one.organization_id === organization) ?? {};
    assert.equal(finding?.what, "tail_missing");
    assert.equal(finding?.seq, first);
    const older = await verdictsNow(new Map([[organization, anchorOf(cut)]]));
    assert.ok(
      older.every(({ finding: none }) => none === null),
      "the anchor of what is left still holds",
    );
  });
});

test("an anchor holds for ever, and another seal of the same entry is told from it", async () => {
  const { organization, seq } = trail.heads[0] ?? assert.fail("there is no head");
  const sealOf = async (last: number) => {
    const { rows } = await admin.query(
      "select encode(seal, 'hex') as seal from plinth.audit_seals where organization_id = $1 and last_seq = $2",
      [organization, last],
    );
    return String(rows[0]?.seal);
  };
  const first = trail.seals.find((one) => one.organization === organization)?.last ?? seq;
  const whatOf = async (anchor: { seq: number; seal: string }) =>
    (await verdictsNow(new Map([[organization, anchor]])))[0]?.finding?.what;
  assert.equal(await whatOf({ seq: first, seal: await sealOf(first) }), undefined);
  assert.equal(await whatOf({ seq, seal: await sealOf(seq) }), undefined);
  assert.equal(await whatOf({ seq, seal: await sealOf(first) }), "anchor_differs");
});

test("functions and operators of the same names, laid in the way, are not called", async () => {
  await undone(async () => {
    await admin.query(`
      create function plinth.sha256(bytea) returns bytea language sql as $$ select '\\x00'::bytea $$;
      create function plinth.to_char(timestamp, text) returns text language sql as $$ select '' $$;
      set search_path to plinth, pg_catalog`);
    assert.ok((await verdictsNow()).every(({ finding }) => finding === null));
  });
});

test("without the secret nothing is said of the trail; a key that somebody put in has no say, and is told of", async () => {
  const stranger = createKeyRing(["another secret, long enough, that sealed nothing here"]);
  await assert.rejects(async () => {
    for await (const _ of verifyTrail(t.database.ownerUrl, stranger));
  }, /^Error: The key \S+ of the trail cannot be opened\.$/);
  await undone(async () => {
    await admin.query("insert into plinth.audit_keys (key_sealed) values ($1)", [
      keyRing.seal("another purpose", Buffer.alloc(32).toString("base64url")),
    ]);
    const [first, ...others] = await verdictsNow();
    assert.deepEqual([first?.organization_id, first?.finding?.what], [null, "key_altered"]);
    assert.equal(others.length, trail.heads.length);
    assert.ok(others.every(({ finding }) => finding === null));
  });
});

test("an organization of which nothing is left but itself is found by whoever knows it; one without deeds is not", async () => {
  const { organization } = trail.heads[0] ?? assert.fail("there is no head");
  await undone(async () => {
    for (const table of ["audit_heads", "audit_seals", "audit_trail", "audit_values", "organization_feed"])
      await admin.query(`delete from plinth.${table} where organization_id = $1`, [organization]);
    await admin.query("delete from plinth.events where organization_id = $1", [organization]);
    const whatOf = async () => {
      for await (const verdict of verifyOn(admin, keyRing, { known: [organization] }))
        if (verdict.organization_id === organization) return verdict.finding?.what;
      return "unknown";
    };
    assert.equal(await whatOf(), "trail_missing");
    // as one that the operator founded before there was a trail
    await admin.query("update plinth_meta.migrations set applied_at = now()");
    assert.equal(await whatOf(), undefined);
  });
});

async function makeTrail(): Promise<void> {
  const s = await shop(t);
  const product = await s.product();
  await s.receive(product, 100);
  for (let round = 0; round < 4; round++) {
    const customer = await s.customer();
    const contact = await s.make("/v1/contacts", {
      customer_id: customer,
      name: "Ada",
      email: `a${round}@example.com`,
    });
    const etag = (await s.get(`/v1/contacts/${contact}`)).headers.get("etag") ?? "";
    await s.ask("PATCH", `/v1/contacts/${contact}`, {
      body: { name: "Grace" },
      headers: { "if-match": etag },
    });
    const items = Array.from({ length: 10 }, (_, i) => ({
      name: `Company ${i}`,
      country: "DE",
      currency: "EUR",
    }));
    await s.post("/v1/customers/batch", { items });
    const { json: order } = await s.place(customer, [{ product_id: product, quantity: 2 }]);
    await s.post(`/v1/orders/${order.id}/cancel`);
    if (round === 0) await s.post("/v1/audit_entries/erase", { subject_id: contact });
    await sealed(t.database.adminUrl);
  }
}

async function verdictsNow(
  anchors: ReadonlyMap<string, { seq: number; seal: string }> = new Map(),
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for await (const verdict of verifyOn(admin, keyRing, { anchors })) verdicts.push(verdict);
  return verdicts;
}

function isNamed(
  { organization, first, last, id }: Named,
  what: string,
  { organization_id, finding }: Verdict,
): boolean {
  if (finding === null || organization_id !== organization || !what.split(" or ").includes(finding.what))
    return false;
  const bySeq =
    first === undefined || (finding.seq !== null && finding.seq >= first && finding.seq <= (last ?? first));
  // what is gone has no id any more
  return bySeq && (id === undefined || finding.id === id);
}

/** What is done there is taken back: also constraints that stood in the way, and the session's settings. */
async function undone(work: () => Promise<void>): Promise<void> {
  await admin.query("begin");
  try {
    for (const [table, constraint] of [
      ["audit_seals", "audit_seals_cover_their_rows"],
      ["audit_seals", "audit_seals_first_seq_check"],
      ["audit_trail", "audit_trail_seq_check"],
    ])
      await admin.query(`alter table plinth.${table} drop constraint ${constraint}`);
    await work();
  } finally {
    await admin.query("rollback");
  }
}

/** Deterministic, so that a red run can be run again. */
function dice(seed: number): Dice {
  let state = seed;
  return (of) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const drawn = of[Math.floor((state / 2 ** 32) * of.length)];
    if (drawn === undefined) throw new Error("there is nothing to draw from");
    return drawn;
  };
}
