/** Who is mentioned is told, and who took part; nobody of their own words, nor twice of one comment. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { type TestPerson, testPerson } from "#harness/people";
import { shop } from "#harness/shop";
import { until } from "#harness/until";

const t = await testApp({ jobs: true });
const s = await shop(t, "Nordwind Handels GmbH");
const as = (role: string, name: string) => testPerson(t, { organization: s.organization, role, name });
const ada = await as("sales", "Ada Lovelace");
const bob = await as("finance", "Bob Noyce");
const eve = await as("warehouse", "Eve Brown");
const ida = await as("admin", "Ida Rhodes");

const write = async (who: TestPerson, subject_id: string, body: string, mentions: string[] = []) => {
  const answer = await who.ask("POST", "/v1/comments", {
    body: { subject_type: "customer", subject_id, body, mentions },
  });
  assert.equal(answer.status, 201, answer.text);
  return String(answer.json.id);
};

/** What somebody was told about the object: kind, title, body. Each kind has its own pace. */
const toldOf = async (who: TestPerson, subject: string): Promise<string[][]> => {
  const { status, text, json } = await who.ask("GET", "/v1/notifications?limit=200");
  assert.equal(status, 200, text);
  return json.data
    .filter((one: Record<string, unknown>) => one.subject_type === "customer" && one.subject_id === subject)
    .map(({ kind, title, body }: Record<string, string>) => [kind, title, body])
    .sort();
};

test("whoever is called by name is told of that, whoever took part of an answer", async () => {
  const customer = await s.customer();
  await write(ada, customer, "@Bob: do they pay?", [bob.id, ada.id]);
  await write(bob, customer, "They do. @Ida: agreed?", [ida.id]);
  await write(ida, customer, "@Ada: go on.", [ada.id]);
  const last = ["mentioned", "Ida Rhodes mentioned you", "@Ada: go on."];
  await until("Ada to be told of the last word", async () => (await toldOf(ada, customer)).length === 2);
  assert.deepEqual(await toldOf(ada, customer), [
    ["answered", "Bob Noyce wrote a comment", "They do. @Ida: agreed?"],
    last,
  ]);
  await until("Bob to be told of the last word", async () => (await toldOf(bob, customer)).length === 2);
  assert.deepEqual(await toldOf(bob, customer), [
    ["answered", "Ida Rhodes wrote a comment", "@Ada: go on."],
    ["mentioned", "Ada Lovelace mentioned you", "@Bob: do they pay?"],
  ]);
  assert.deepEqual(await toldOf(ida, customer), [
    ["mentioned", "Bob Noyce mentioned you", "They do. @Ida: agreed?"],
  ]);
  assert.deepEqual(await toldOf(eve, customer), []);
});

test("a comment that is changed calls those who are new in it, once", async () => {
  const customer = await s.customer();
  const id = await write(ada, customer, "Call them.", [bob.id]);
  const change = (body: object) =>
    ada.ask("PATCH", `/v1/comments/${id}`, { body, headers: { "if-match": "*" } });
  for (const body of [{ body: "Call them on Friday." }, { mentions: [bob.id, ida.id] }]) {
    const { status, text } = await change(body);
    assert.equal(status, 200, text);
  }
  await until("Ida to be told", async () => (await toldOf(ida, customer)).length === 1);
  assert.deepEqual(await toldOf(ida, customer), [
    ["mentioned", "Ada Lovelace mentioned you", "Call them on Friday."],
  ]);
  assert.equal((await toldOf(bob, customer)).length, 1);
});
