/**
 * Every bar of the first lock is needed: served by a role that every row policy lets through, each condition that names
 * the organization, the human or the customers is taken out of each statement that looks something up, one at a time,
 * and each time somebody is told what is not theirs.
 */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { Client } from "pg";
import { createApp } from "#app";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { strangerHolding } from "#harness/stranger";
import { sealed } from "#harness/trail";
import { createLogger } from "#platform/telemetry";
import { encodeCursor } from "../../src/platform/resource/cursor.ts";
import { actorsOf, type TestActor } from "./access-actors.fixture.ts";
import {
  asked,
  comparable,
  done,
  expected,
  type Found,
  idOf,
  type Populations,
  type Question,
  questionsOf,
  rehearsed,
  sayable,
  sees,
  type Whose,
} from "./access-matrix.fixture.ts";
import { rewritten } from "./heard-statements.fixture.ts";
import { populate, populateTenant } from "./population.fixture.ts";
import { type Bounds, type Mutant, mutantsOf } from "./predicate-mutants.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const another = await populateTenant(t, own.organization, own.key, 200);
const other = await populate(t, "Other GmbH");
const populations: Populations = { own, another, other };
const actors = await actorsOf(t, own);
await liveOtherwise();

/** Serves as the owner of the tables, whom every policy lets through. */
const app = await createApp({
  ...t.database,
  appUrl: t.database.ownerUrl,
  secrets: ["a secret of the tests that is long enough to be one"],
  logger: createLogger("silent"),
});
after(() => app.close());

/** What somebody asks about what is not theirs. */
type Attempt = { ask(): Promise<Found>; isTold(found: Found): boolean };

const surveyed: [actor: string, whose: Whose, by: Question["by"]][] = [
  ["key: owner", "another organization's", "key"],
  ["owner", "another organization's", "person"],
  ["custom role, assigned customers", "another customer's", "key"],
];
for (const [name, whose, by] of surveyed) {
  describe(`${name}, asking about ${whose} objects`, () => {
    test("is told when any condition is left out", async (context) => {
      const actor = actors.find((one) => one.name === name);
      assert.ok(actor);
      const { mutants, attempts } = await survey(actor, whose, by);
      context.diagnostic(`${mutants.length} mutants of ${attempts.size} statements`);
      assert.ok(mutants.length > (by === "key" ? 100 : 5), `only ${mutants.length} mutants`);
      await requireSound(mutants);
      const survivors: string[] = [];
      for (const mutant of mutants) {
        const noticed = await isNoticed(mutant, attempts.get(mutant.text) ?? []);
        if (!noticed) survivors.push(`without "${mutant.without}": ${inShort(mutant.text)}`);
      }
      assert.deepEqual(survivors, []);
    });
  });
}

/** Asks everything, and collects the statements that look for what was named, with their conditions. */
async function survey(actor: TestActor, whose: Whose, by: Question["by"]) {
  const bounds: Bounds = {
    ...(actor.scoped ? { scope: [own.idOf("customer")] } : { organization: own.organization }),
    ...(by === "person" && actor.userId !== undefined ? { user: actor.userId } : {}),
  };
  const mutants = new Map<string, Mutant>();
  const attempts = new Map<string, Attempt[]>();
  const questions = [...questionsOf(t, own), ...listings()].filter((question) => question.by === by);
  for (const question of questions) {
    if (question.noun !== "" && sees(t, actor, question.noun, whose)) continue;
    if (expected(t, actor, question, whose) === "denied") continue;
    // what others did on somebody's behalf: here everybody acts for themselves
    if (question.place.includes("on_behalf_of")) continue;
    const id = question.noun === "" ? "" : idOf(populations, question.noun, whose);
    // of a verb that names nothing there is nothing to look up
    if (id === "" && !question.operation.startsWith("GET")) continue;
    const { attempt, heard } = await attempted(actor, question, id);
    for (const statement of heard.filter(({ values }) => JSON.stringify(values).includes(id))) {
      const found = mutantsOf(statement, bounds).filter((mutant) => !isHeldTwice(mutant));
      for (const mutant of found) mutants.set(mutant.mutated, mutant);
      if (found.length > 0) attempts.set(statement.text, [...(attempts.get(statement.text) ?? []), attempt]);
    }
  }
  return { mutants: [...mutants.values()], attempts };
}

/** Conditions that hold nothing back which others beside them do not hold back as well; why. */
const heldTwice: { without: RegExp; text: RegExp; why: string }[] = [
  {
    without: /./,
    text: /^\s*select member_id, customer_id\s+from customer_assignments/,
    why: "of a member and a customer of two organizations there is no pair",
  },
  {
    without: /^v\.organization_id/,
    text: /plinth\.audit_values v/,
    why: "values are joined by the id of their entry, which is looked for by a condition of its own",
  },
];

/** Asked while the lock is whole: as about what never was; where nothing is named, twice, to know what stays the same. */
async function attempted(actor: TestActor, question: Question, id: string) {
  const name = `${question.operation} at ${question.place}`;
  const absent = question.noun === "" ? "" : idOf(populations, question.noun, "nobody's");
  const never = await ask(actor, question, absent);
  const kept = comparable(never, absent);
  const found = await ask(actor, question, id);
  const steady = comparable(found, id) === kept;
  assert.ok(steady || id === "", `${name} tells while the lock is whole: ${found.text}`);
  const total = totalOf(found);
  const hidden = secrets(actor);
  const attempt: Attempt = {
    ask: () => ask(actor, question, id),
    isTold: (seen) =>
      (steady && (comparable(seen, id) !== kept || done(seen) !== done(never))) ||
      totalOf(seen) !== total ||
      hidden.some((secret) => secret !== id && seen.text.includes(secret)),
  };
  return { attempt, heard: found.heard };
}

async function isNoticed({ text, mutated }: Mutant, attempts: Attempt[]): Promise<boolean> {
  return rewritten(
    (sent) => (sent === text ? mutated : sent),
    async () => {
      for (const { ask, isTold } of attempts) if (isTold(await ask())) return true;
      return false;
    },
  );
}

function isHeldTwice(mutant: Mutant): boolean {
  return heldTwice.some(({ text, without }) => text.test(mutant.text) && without.test(mutant.without));
}

/** A statement that cannot be run would be noticed for another reason. */
async function requireSound(mutants: Mutant[]): Promise<void> {
  const client = new Client({ connectionString: t.database.ownerUrl });
  await client.connect();
  try {
    for (const { mutated } of mutants) await client.query(`prepare mutant as ${mutated}; deallocate mutant`);
  } finally {
    await client.end();
  }
}

/** As in the matrix; what can be is rehearsed, so that one mutant leaves nothing for the next. */
function ask(actor: TestActor, { declared, request }: Question, id: string): Promise<Found> {
  const wish = request(id);
  const said = { ...wish, body: sayable(actor, declared, wish.body) };
  const tried = "input" in declared && declared.dryRun !== false && !said.path.includes("dry_run");
  return asked({ app }, actor.key, tried ? rehearsed(said) : said);
}

/**
 * Whole lists, a page behind everything that there is, and what is searched (texts of the other customer are numbered
 * from 200): what nobody names must not be among them, nor be counted.
 */
function listings(): Question[] {
  return t.app.registry.resources.flatMap((declared) => {
    const { path, search } = declared;
    if (path === undefined) return [];
    const queries = [
      "limit=200&count=exact",
      `limit=200&after=${encodeCursor(declared, [{ field: "id", descending: true }], [lastOfAll])}`,
      ...(search.length > 0 ? ["q=20&count=exact"] : []),
    ];
    return queries.map(
      (query): Question => ({
        ...{ operation: `GET /v1/${path}`, place: `?${query}`, noun: "", by: "key", declared },
        request: () => ({ method: "GET", path: `/v1/${path}?${query}` }),
      }),
    );
  });
}

/** Everything comes before it. */
const lastOfAll = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/** Without what makes JSON of the columns. */
function inShort(text: string): string {
  return text.replaceAll(/'[^']*'|\s+/g, " ").slice(-400);
}

function secrets(actor: TestActor): string[] {
  const hidden = t.app.registry.resources.filter(({ name }) => !sees(t, actor, name, "another customer's"));
  return [...other.everyId, ...hidden.map(({ name }) => another.idOf(name))];
}

const totalOf = ({ text }: Pick<Found, "text">) => /"total":\d+/.exec(text)?.[0];

/** What nobody names by an id, one per organization or counted per human, differs over there. */
async function liveOtherwise(): Promise<void> {
  const { adminUrl } = t.database;
  const change = async (method: string, path: string, body: object, etag = "*") => {
    const answer = await t.ask(method, path, { key: other.key, body, headers: { "if-match": etag } });
    assert.equal(answer.status, 200, answer.text);
  };
  const { headers } = await t.ask("GET", "/v1/settings", { key: other.key });
  await change("PATCH", "/v1/settings", { "mail.sender_name": "Somebody else" }, headers.get("etag") ?? "*");
  const codes = "insert into recovery_codes (user_id, code_hash) values ($1, sha256('a code'))";
  await execute(adminUrl, codes, [other.person.id]);
  for (const { organization, idOf } of [other, another]) {
    await execute(
      adminUrl,
      "insert into customer_assignments (organization_id, member_id, customer_id) values ($1, $2, $3)",
      [organization, idOf("member"), idOf("customer")],
    );
    const asked = "update invitations set contact_id = $1 where id = $2";
    await execute(adminUrl, asked, [idOf("contact"), idOf("invitation")]);
  }
  await sealed(adminUrl);
  // and something of their trail waits: whoever seals waits as well
  await strangerHolding(adminUrl, "select from plinth.feed_head where name = 'audit' for update");
  await change("PATCH", `/v1/contacts/${other.idOf("contact")}`, { job_title: "Buyer in chief" });
  await change("POST", `/v1/orders/${other.idOf("order")}/annotate`, { internal_note: "A note" });
}
