/** What a list cannot do it says, and what it can instead. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { assertProblem } from "#harness/problems";
import { shop } from "#harness/shop";

const t = await testApp();
const s = await shop(t);
for (let i = 0; i < 3; i++) await s.customer({ name: `Customer ${i}` });

const refused: [query: string, names: RegExp][] = [
  ["colour=red", /colour.*status/s],
  ["status[like]=x", /no operator "like".*eq, ne/s],
  ["status=lost", /not one of active/],
  ["sort=country", /cannot sort by "country"/],
  ["sort=name,-name", /twice/],
  ["limit=201", /1 to 200/],
  ["limit=0", /1 to 200/],
  ["limit=ten", /1 to 200/],
  ["count=about", /exact/],
  ["expand=orders", /no relation "orders"/],
  ["fields=colour", /no field "colour"/],
  ["created_at[gte]=yesterday", /RFC 3339/],
  ["q=a", /2 to 100/],
  ["name[like]=a", /2 to 100/],
  ["after=x", /not a cursor/],
  ["status=active&status=archived", /given twice/],
];
for (const [query, words] of refused) {
  test(`400: a list refuses ${query} and says what there is`, async () => {
    const answer = await s.get(`/v1/customers?${query}`);
    assertProblem(answer, 400, "unknown_parameter");
    assert.match(`${answer.json.detail} ${JSON.stringify(answer.json.errors ?? [])}`, words);
  });
}

test("400: a cursor belongs to its list and its sort", async () => {
  const { next_cursor } = (await s.get("/v1/customers?sort=name&limit=2")).json;
  const cursor = encodeURIComponent(next_cursor);
  for (const path of [
    "customers?sort=-name",
    "customers?sort=created_at",
    "products?sort=created_at",
    "customers?x=1",
  ])
    assertProblem(await s.get(`/v1/${path}&limit=2&after=${cursor}`), 400, "unknown_parameter");
  const forged = Buffer.from(JSON.stringify(["name,id", "x", "1' or true"])).toString("base64url");
  assertProblem(await s.get(`/v1/customers?sort=name&after=${forged}`), 400, "unknown_parameter");
});
