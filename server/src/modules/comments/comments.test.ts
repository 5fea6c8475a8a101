/** What people say about an object is read by those who may see it, and changed by whoever said it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Answer, testApp } from "#harness/app";
import { buyerFor } from "#harness/buyers";
import { leavesNoTrace } from "#harness/checksum";
import { openItem } from "#harness/every-operations-action";
import { execute } from "#harness/execute";
import { type TestPerson, testPerson } from "#harness/people";
import { shop } from "#harness/shop";
import { trailOf } from "#harness/trail";

const t = await testApp();
const { adminUrl } = t.database;
const s = await shop(t, "Nordwind Handels GmbH");
const other = await shop(t, "Anders GmbH");
const nobody = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60";

const permissions = ["comments:read", "comments:write", "customers:read", "orders:read", "products:read"];
await s.make("/v1/roles", { name: "key_accounts", scope: "assigned", permissions });
const as = (role: string) => testPerson(t, { organization: s.organization, role });
const [ada, bob, eve, ida, max] = await Promise.all(
  ["sales", "finance", "warehouse", "admin", "key_accounts"].map(as),
);
assert.ok(ada && bob && eve && ida && max);
const [theirs, others, abroad] = [await s.customer(), await s.customer(), await other.customer()];
await execute(
  adminUrl,
  "insert into customer_assignments (organization_id, member_id, customer_id) values ($1, $2, $3)",
  [s.organization, max.id, theirs],
);
const product = await s.product();
await s.receive(product, 100);
const order = (await s.place(theirs, [{ product_id: product, quantity: 1 }])).json.id as string;

const writing = (who: TestPerson, subject_type: string, subject_id: string, wish: object = {}) =>
  who.ask("POST", "/v1/comments", { body: { subject_type, subject_id, body: "Call first.", ...wish } });
const written = async (...wish: Parameters<typeof writing>): Promise<string> => {
  const { status, json, text } = await writing(...wish);
  assert.equal(status, 201, text);
  return json.id;
};
const read = (who: TestPerson, id: string) => who.ask("GET", `/v1/comments/${id}`);
const idsFor = async (who: TestPerson, query = ""): Promise<string[]> => {
  const { status, text, json } = await who.ask(
    "GET",
    `/v1/comments?limit=200&sort=created_at&count=exact${query}`,
  );
  assert.equal(status, 200, text);
  assert.equal(json.total, json.data.length);
  return json.data.map(({ id }: { id: string }) => id);
};
const changing = (who: TestPerson, id: string, body: object, headers = { "if-match": "*" }) =>
  who.ask("PATCH", `/v1/comments/${id}`, { body, headers });
const asUnseen = ({ status, text }: Answer, pointer: string, sent: string) => {
  assert.equal(status, 422, text);
  assert.deepEqual(JSON.parse(text).errors, [
    { pointer, code: "not_found", detail: "There is no such object." },
  ]);
  return text.replaceAll(sent, "SENT").replace(/"request_id":"[^"]+"/, "");
};

describe("writing", () => {
  test("201: it says who wrote it, whom it calls, and whose it is; its fact and its trail do not say what", async () => {
    const answer = await writing(ada, "order", order, {
      body: "@Bob: on Friday?",
      mentions: [bob.id, max.id],
    });
    assert.equal(answer.status, 201, answer.text);
    const { id, version, created_at: _, updated_at: __, ...said } = answer.json;
    assert.deepEqual(said, {
      subject_type: "order",
      subject_id: order,
      customer_id: theirs,
      author: `member:${ada.id}`,
      body: "@Bob: on Friday?",
      mentions: [bob.id, max.id],
      edited_at: null,
    });
    const about = { subject_type: "order", subject_id: order, mentions: [bob.id, max.id] };
    const { events, audit } = await trailOf(adminUrl, id);
    assert.deepEqual(events, [{ type: "comment.created", version, actor: `member:${ada.id}`, data: about }]);
    assert.equal(audit.length, 1);
    assert.doesNotMatch(JSON.stringify(audit), /Friday/);
    const [{ scope_id: whose } = {}] = await execute(
      adminUrl,
      "select scope_id from plinth.events where subject_id = $1",
      [id],
    );
    assert.equal(whose, theirs);
    assert.deepEqual(await idsFor(bob, `&subject_type=order&subject_id=${order}&author=member:${ada.id}`), [
      id,
    ]);
  });

  test("422: what one may not see is answered like what never was", async () => {
    const item = await openItem(t, s.organization);
    await leavesNoTrace(adminUrl, async () => {
      const absent = asUnseen(await writing(eve, "order", nobody), "/subject_id", nobody);
      const unseen: [who: TestPerson, type: string, id: string][] = [
        [ada, "customer", abroad], // another organization's
        [eve, "customer", theirs], // a noun that they may not read
        [max, "customer", others], // another customer's
        [ada, "planet", theirs], // no noun at all
        [ida, "inbox_item", item], // itself about another object
        [ida, "dead_letter", nobody], // some of another noun
        [ida, "order_line", nobody], // a part
      ];
      for (const [who, type, id] of unseen)
        assert.equal(asUnseen(await writing(who, type, id), "/subject_id", id), absent, type);
    });
  });

  test("422: whoever cannot see it is not called, and it is not told why", async () => {
    const stranger = await testPerson(t, { organization: other.organization });
    const buyer = await buyerFor(t, s, theirs);
    const gone = await as("sales");
    await execute(adminUrl, "update members set ended_at = now() where id = $1", [gone.id]);
    const absent = asUnseen(
      await writing(ada, "customer", others, { mentions: [bob.id, nobody] }),
      "/mentions/1",
      nobody,
    );
    // a stranger, one who buys, one who has left, one who reads no customers, one who looks after others
    for (const id of [stranger.id, buyer.id, gone.id, eve.id, max.id]) {
      const answer = await writing(ada, "customer", others, { mentions: [bob.id, id] });
      assert.equal(asUnseen(answer, "/mentions/1", id), absent, id);
    }
    // who sees some customers only sees no colleagues
    asUnseen(await writing(max, "order", order, { mentions: [bob.id] }), "/mentions/0", bob.id);
  });

  test("403: about what no customer owns write those who see the whole organization", async () => {
    assert.equal((await writing(max, "product", product)).status, 403);
    assert.equal((await writing(ada, "product", product)).status, 201);
  });

  test("422: it says something, and not a book; nobody is called twice", async () => {
    for (const wish of [
      { body: "" },
      { body: "   " },
      { body: "x".repeat(10_001) },
      { mentions: [bob.id, bob.id] },
    ])
      assert.equal((await writing(ada, "order", order, wish)).status, 422);
  });
});

describe("seeing", () => {
  test("200: who may not read the noun, or sees other customers, sees nothing of what is said there", async () => {
    const [aboutOrder, aboutTheirs, aboutOthers, aboutProduct] = [
      await written(ada, "order", order),
      await written(ada, "customer", theirs),
      await written(ada, "customer", others),
      await written(ada, "product", product),
    ];
    const all = [aboutOrder, aboutTheirs, aboutOthers, aboutProduct];
    const cases: [who: TestPerson, seen: string[]][] = [
      [bob, all],
      [eve, [aboutOrder, aboutProduct]],
      [max, [aboutOrder, aboutTheirs]],
    ];
    for (const [who, seen] of cases) {
      const listed = await idsFor(who);
      assert.deepEqual(
        all.filter((id) => listed.includes(id)),
        seen,
      );
      for (const id of all) {
        const status = seen.includes(id) ? 200 : 404;
        assert.equal((await read(who, id)).status, status);
        assert.equal((await changing(who, id, { body: "Mine." })).status, seen.includes(id) ? 403 : 404);
      }
      if (who === bob) continue;
      const [unseen = ""] = all.filter((id) => !seen.includes(id));
      assert.deepEqual(await idsFor(who, `&subject_type=customer&subject_id=${others}`), []);
      assert.equal((await who.ask("DELETE", `/v1/comments/${unseen}`)).status, 404);
    }
    assert.equal((await other.get(`/v1/comments/${aboutOrder}`)).status, 404);
  });

  test("403: those who buy see none of it, not even their own company's", async () => {
    const maria = await buyerFor(t, s, theirs);
    const id = await written(ada, "order", order);
    for (const path of ["/v1/comments", `/v1/comments/${id}`])
      assert.equal((await maria.ask("GET", path)).status, 403);
    assert.equal((await writing(maria, "order", order)).status, 403);
  });

  test("200: an order's timeline tells what is said of it, to those who read comments", async () => {
    const id = await written(ada, "order", order, { body: "First line.\nSecond line." });
    const entries = (await ida.ask("GET", `/v1/orders/${order}/timeline?limit=200`)).json.data;
    const entry = entries.find((one: { id: string }) => one.id === id);
    assert.deepEqual(
      [entry.kind, entry.summary, entry.actor, entry.subject, entry.details.body],
      [
        "comment",
        "First line.",
        `member:${ada.id}`,
        { type: "order", id: order },
        "First line.\nSecond line.",
      ],
    );
    const deaf = await t.keyFor(s.organization, "owner", ["orders:read"]);
    const told = (await t.ask("GET", `/v1/orders/${order}/timeline?limit=200`, { key: deaf })).text;
    assert.ok(!told.includes(id));
  });
});

describe("changing", () => {
  test("200: its author changes it, which everybody sees; only who is new in it is told", async () => {
    const id = await written(ada, "order", order, { body: "Friday.", mentions: [bob.id] });
    const changed = await changing(ada, id, { body: "Monday.", mentions: [bob.id, ida.id] });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual([changed.json.body, changed.json.mentions], ["Monday.", [bob.id, ida.id]]);
    assert.ok(changed.json.edited_at);
    const same = await changing(ada, id, { body: "Monday." });
    assert.equal(same.json.version, changed.json.version, "nothing changed");
    const { events, audit } = await trailOf(adminUrl, id);
    assert.deepEqual(events.at(-1), {
      type: "comment.updated",
      version: 2,
      actor: `member:${ada.id}`,
      data: {
        ...{ subject_type: "order", subject_id: order, mentions: [bob.id, ida.id] },
        ...{ changed: ["body", "mentions"], newly_mentioned: [ida.id] },
      },
    });
    assert.deepEqual(
      audit.flatMap(({ version, changes }) => (version === 2 ? Object.keys(changes) : [])).sort(),
      ["body", "edited_at", "mentions"],
    );
    assert.doesNotMatch(JSON.stringify(audit), /Friday|Monday/);
  });

  test("200: who was called and has left since keeps nobody from putting a sentence right", async () => {
    const leaver = await as("sales");
    const id = await written(ada, "order", order, { mentions: [leaver.id] });
    await execute(adminUrl, "update members set ended_at = now() where id = $1", [leaver.id]);
    const changed = await changing(ada, id, { body: "Put right.", mentions: [leaver.id, bob.id] });
    assert.equal(changed.status, 200, changed.text);
  });

  test("403: nobody changes another's words, whatever they may; 412 and 428 for another version", async () => {
    const id = await written(ada, "order", order);
    for (const who of [bob, ida]) {
      const refused = await changing(who, id, { body: "Otherwise." });
      assert.equal(refused.status, 403, refused.text);
      assert.match(refused.json.detail, /Only whoever wrote a comment changes it/);
    }
    assert.equal((await s.ask("PATCH", `/v1/comments/${id}`, { body: { body: "Mine." } })).status, 428);
    assert.equal((await changing(ada, id, { body: "Mine." }, { "if-match": '"7"' })).status, 412);
    assert.equal((await read(bob, id)).json.body, "Call first.");
  });

  test("204: its author takes it back, and whoever watches over what is said removes it", async () => {
    for (const who of [ada, ida]) {
      const id = await written(ada, "order", order, { mentions: [bob.id] });
      assert.equal((await bob.ask("DELETE", `/v1/comments/${id}`)).status, 403);
      assert.equal((await who.ask("DELETE", `/v1/comments/${id}`)).status, 204);
      assert.equal((await read(ada, id)).status, 404);
      const { events, audit } = await trailOf(adminUrl, id);
      assert.deepEqual(events.at(-1), {
        type: "comment.deleted",
        version: 1,
        actor: `member:${who.id}`,
        data: { subject_type: "order", subject_id: order, mentions: [bob.id] },
      });
      assert.deepEqual(
        [audit.at(-1)?.action, audit.at(-1)?.changes.author],
        ["comments.delete", { before: `member:${ada.id}` }],
      );
      const whose = await execute(
        adminUrl,
        "select distinct scope_id from plinth.events where subject_id = $1",
        [id],
      );
      assert.deepEqual(whose, [{ scope_id: theirs }], "who saw it hears that it is gone");
    }
  });
});
