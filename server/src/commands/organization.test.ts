/** What an operator decides about an organization, with real commands beside a running application. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { testApp } from "#harness/app";
import { startInstance } from "#harness/instance";
import { command, workFolder } from "#harness/plinth-process";
import { assertProblem } from "#harness/problems";
import { trailOf } from "#harness/trail";
import { until } from "#harness/until";

const t = await testApp();
const folder = await workFolder();
const { adminUrl, appUrl, ownerUrl, systemUrl } = t.database;

const organization = (...args: string[]) =>
  command(folder, ["organization", ...args], {
    DATABASE_URL: appUrl,
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_SYSTEM_URL: systemUrl,
    PLINTH_SECRET: "a secret of the tests that is long enough to be one",
  });
const company = { name: "A", country: "DE", currency: "EUR" };

test("an operator suspends an organization and resumes it: felt in every process within a second, told in its trail", async () => {
  const other = await startInstance(t.database);
  const { id, key } = await t.tenant("Muster GmbH");
  const { key: others } = await t.tenant("Nordisk AB");
  const make = async (at: typeof t | typeof other, by = key) =>
    await at.ask("POST", "/v1/customers", { key: by, body: company });
  for (const at of [t, other]) assert.equal((await make(at)).status, 201);

  const sentence = "The invoice of May is open.";
  const suspended = await organization("suspend", "Muster GmbH", "--because", sentence, "--json");
  assert.equal(suspended.code, 0, suspended.stderr);
  const { suspended_at: since, ...rest } = JSON.parse(suspended.stdout);
  assert.deepEqual(rest, { id, name: "Muster GmbH", suspended_because: sentence });
  const felt = performance.now();
  for (const at of [t, other]) {
    await until("the process to know of it", async () => (await make(at)).status === 403);
    const refused = await make(at);
    assertProblem(refused, 403, "organization_suspended");
    assert.equal(refused.json.detail, sentence);
    assert.equal((await make(at, others)).status, 201, "the other organization works");
  }
  assert.ok(performance.now() - felt < 1_500, "it took longer than a second");

  const { json } = await t.ask("GET", "/v1/organizations", { key });
  assert.deepEqual([json.data[0].suspended_at, json.data[0].suspended_because], [since, sentence]);

  const again = await organization("suspend", id, "--because", "It is still open.");
  assert.match(again.stdout, new RegExp(`State {9}suspended since ${since}: It is still open\\.`));
  assert.equal((await organization("resume", id)).code, 0);
  for (const at of [t, other])
    await until("the process to know of it", async () => (await make(at)).status === 201);

  const { audit, events } = await trailOf(adminUrl, id);
  const deeds = audit.filter(({ action }) => /suspend|resume/.test(action));
  assert.deepEqual(
    deeds.map(({ action, actor, door }) => [action, actor, door]),
    ["suspend", "suspend", "resume"].map((verb) => [`organizations.${verb}`, `system:${id}`, "cli"]),
  );
  assert.deepEqual(deeds[0]?.changes, {
    suspended_at: { before: null, after: since },
    suspended_because: { before: null, after: sentence },
  });
  assert.deepEqual(
    events.filter(({ type }) => type !== "organization.created").map(({ type }) => type),
    ["organization.suspended", "organization.suspended", "organization.resumed"],
  );
});

test("what cannot be meant is said in words, and nothing is done", async () => {
  await t.tenant("Twice");
  await t.tenant("Twice");
  const table: [string[], RegExp][] = [
    [["suspend", "Nobody", "--because", "x"], /There is no organization "Nobody"/],
    [["suspend", "Twice", "--because", "x"], /2 organizations are called "Twice"/],
    [["suspend", "Nordisk AB"], /--because/],
    [["suspend", "Nordisk AB", "--because", " "], /a sentence of at most 500/],
    [["resume", "Nordisk AB"], /is not suspended/],
    [
      ["limit", "Nordisk AB", "--requests-per-minute", "0"],
      /whole number from 1 to[\s\S]*No limit for one organization: 999999999; for everybody: PLINTH_REQUESTS_PER_MINUTE=0/,
    ],
  ];
  for (const [args, words] of table) {
    const { code, stderr } = await organization(...args);
    assert.equal(code, 1, args.join(" "));
    assert.match(stderr, words);
  }
});

test("an operator gives an organization another number of requests, and takes it back", async () => {
  const { id, key } = await t.tenant("Busy GmbH");
  const held = async () =>
    (await t.ask("GET", "/v1/organizations", { key })).json.data[0].requests_per_minute;
  const given = await organization("limit", "Busy GmbH", "--requests-per-minute", "600", "--json");
  assert.deepEqual(JSON.parse(given.stdout), { id, name: "Busy GmbH", requests_per_minute: 600 });
  assert.equal(await held(), 600);
  const taken = await organization("limit", id, "--requests-per-minute", "default");
  assert.match(taken.stdout, /as everybody/, taken.stderr);
  assert.equal(await held(), null);
  const { audit } = await trailOf(adminUrl, id);
  assert.deepEqual(
    audit.filter(({ action }) => action === "organizations.limit_requests").map(({ changes }) => changes),
    [
      { requests_per_minute: { before: null, after: 600 } },
      { requests_per_minute: { before: 600, after: null } },
    ],
  );
});

test("the list says since when and why an organization is suspended, and its own number of requests", async () => {
  const { id: late } = await t.tenant("Late GmbH");
  const { id: plain } = await t.tenant("Plain GmbH");
  const told = await organization("suspend", late, "--because", "The invoice is open.", "--json");
  const { suspended_at: since } = JSON.parse(told.stdout);
  assert.match(since, /^20\d\d-.*Z$/);
  assert.equal((await organization("limit", late, "--requests-per-minute", "999999999")).code, 0);

  const listed: Record<string, unknown>[] = JSON.parse((await organization("list", "--json")).stdout);
  const of = (wanted: string) => listed.find(({ id }) => id === wanted);
  const decided = {
    suspended_at: since,
    suspended_because: "The invoice is open.",
    requests_per_minute: 999_999_999,
  };
  assert.deepEqual(of(late), { id: late, name: "Late GmbH", demo: false, ...decided });
  const nothing = { suspended_at: null, suspended_because: null, requests_per_minute: null };
  assert.deepEqual(of(plain), { id: plain, name: "Plain GmbH", demo: false, ...nothing });

  const { stdout } = await organization("list");
  const lines = [
    `${late}  Late GmbH`,
    `suspended since ${since}: The invoice is open.`,
    "999999999 requests a minute",
    `${plain}  Plain GmbH`,
  ];
  assert.ok(
    stdout.endsWith(`${lines.join("\n").replaceAll(/\n(?=suspended|9{9})/g, `\n${" ".repeat(38)}`)}\n`),
    stdout,
  );
});
