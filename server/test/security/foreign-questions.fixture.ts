/**
 * Everything that somebody can ask about what is not theirs, with the statements that it is looked up by, and how to tell
 * that they were told: for tests that take a lock away.
 */
import assert from "node:assert/strict";
import type { App } from "#app";
import type { TestApp } from "#harness/app";
import { execute } from "#harness/execute";
import { strangerHolding } from "#harness/stranger";
import { sealed } from "#harness/trail";
import type { Resource } from "#platform/resource";
import { encodeCursor } from "../../src/platform/resource/cursor.ts";
import type { TestActor } from "./access-actors.fixture.ts";
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
import type { Population } from "./population.fixture.ts";
import { type Bounds, type Mutant, mutantsOf } from "./predicate-mutants.fixture.ts";

/** What somebody asks about what is not theirs. */
export type Attempt = { name: string; ask(): Promise<Found>; isTold(found: Found): boolean };

/** The conditions of the statements, and by the statement's text what is looked up with it. */
export type Survey = { mutants: Mutant[]; attempts: Map<string, Attempt[]> };

/** Who asks about whose objects, with what: their own credential, or what is theirs as a human. */
export const surveyed: [actor: string, whose: Whose, by: Question["by"]][] = [
  ["key: owner", "another organization's", "key"],
  ["owner", "another organization's", "person"],
  ["custom role, assigned customers", "another customer's", "key"],
];

type Scene = { t: TestApp; populations: Populations /** Who is asked. */; app: App };

/** Asks everything, and collects the statements that look for what was named, with their conditions. */
export async function survey(
  scene: Scene,
  actor: TestActor,
  whose: Whose,
  by: Question["by"],
): Promise<Survey> {
  const { t, populations } = scene;
  const { own } = populations;
  const bounds: Bounds = {
    ...(actor.scoped ? { scope: [own.idOf("customer")] } : { organization: own.organization }),
    ...(by === "person" && actor.userId !== undefined ? { user: actor.userId } : {}),
  };
  const mutants = new Map<string, Mutant>();
  const attempts = new Map<string, Attempt[]>();
  const questions = [...questionsOf(t, own), ...listings(t.app.registry.resources), ...trails(t)].filter(
    (question) => question.by === by,
  );
  for (const question of questions) {
    if (question.noun !== "" && sees(t, actor, question.noun, whose)) continue;
    if (expected(t, actor, question, whose) === "denied") continue;
    // what others did on somebody's behalf: here everybody acts for themselves
    if (question.place.includes("on_behalf_of")) continue;
    // where asking is itself recorded, whole lists are full of what was asked
    if (question.place === "none" && "recorded" in question.declared) continue;
    const id = question.noun === "" ? "" : idOf(populations, question.noun, whose);
    // of a verb that names nothing there is nothing to look up
    if (id === "" && !question.operation.startsWith("GET")) continue;
    const { attempt, heard } = await attempted(scene, actor, question, id);
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
    without: /organization_id/,
    text: /plinth\.actor_person\(\)/,
    why: "what is one human's is looked for by the human, who is nobody's of another organization",
  },
  {
    without: /^t\.organization_id = \$1::uuid$/,
    text: /insert into plinth\.outbox[\s\S]*insert into plinth\.audit_entries/,
    why: "whom a fact concerns is asked of an object that the deed itself has found",
  },
  {
    without: /^e\.(scope_id|user_id) = /,
    text: /from plinth\.organization_feed f[\s\S]*plinth\.events e/,
    why: "what a reader is handed of the feed is looked at once more, event by event, with what the event says",
  },
  {
    without: /^e\.organization_id/,
    text: /e\.subject_type = /,
    why: "the object of a history was looked for before; the settings are the organization's by their id",
  },
  {
    without: /^v\.organization_id/,
    text: /plinth\.audit_values v/,
    why: "values are joined by the id of their entry, which is looked for by a condition of its own",
  },
];

/** Asked while the lock is whole: as about what never was; where nothing is named, twice, to know what stays the same. */
async function attempted(scene: Scene, actor: TestActor, question: Question, id: string) {
  const { populations } = scene;
  const name = `${question.operation} at ${question.place}`;
  const absent = question.noun === "" ? "" : idOf(populations, question.noun, "nobody's");
  const never = await ask(scene, actor, question, absent);
  const kept = comparable(never, absent);
  const found = await ask(scene, actor, question, id);
  const steady = comparable(found, id) === kept;
  assert.ok(steady || id === "", `${name} tells while the lock is whole: ${found.text}`);
  const total = totalOf(found);
  const hidden = secrets(scene, actor);
  const attempt: Attempt = {
    name,
    ask: () => ask(scene, actor, question, id),
    isTold: (seen) =>
      (steady && (comparable(seen, id) !== kept || done(seen) !== done(never))) ||
      totalOf(seen) !== total ||
      hidden.some((secret) => secret !== id && seen.text.includes(secret)),
  };
  return { attempt, heard: found.heard };
}

function isHeldTwice(mutant: Mutant): boolean {
  return heldTwice.some(({ text, without }) => text.test(mutant.text) && without.test(mutant.without));
}

/** As in the matrix; what can be is rehearsed, so that one mutant leaves nothing for the next. */
function ask({ app }: Scene, actor: TestActor, { declared, request }: Question, id: string): Promise<Found> {
  const wish = request(id);
  const said = { ...wish, body: sayable(actor, declared, wish.body) };
  const tried = "input" in declared && declared.dryRun !== false && !said.path.includes("dry_run");
  return asked({ app }, actor.key, tried ? rehearsed(said) : said);
}

/**
 * Whole lists, a page behind everything that there is, and what is searched (texts of the other customer are numbered
 * from 200): what nobody names must not be among them, nor be counted.
 */
function listings(resources: Resource[]): Question[] {
  return resources.flatMap((declared) => {
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

/** What was done over there, sealed and waiting to be. */
function trails({ app }: TestApp): Question[] {
  return app.queries
    .filter(({ recorded, parameters }) => recorded && "action" in parameters.properties)
    .flatMap((declared) =>
      ["customers.create", "orders.annotate"].map((action): Question => {
        const path = `${declared.door.slice("GET ".length)}?action=${action}`;
        return {
          ...{ operation: declared.door, place: `?action=${action}`, noun: "", by: "key", declared },
          request: () => ({ method: "GET", path }),
        };
      }),
    );
}

/** Everything comes before it. */
const lastOfAll = "ffffffff-ffff-ffff-ffff-ffffffffffff";

function secrets({ t, populations: { another, other } }: Scene, actor: TestActor): string[] {
  const hidden = t.app.registry.resources.filter(({ name }) => !sees(t, actor, name, "another customer's"));
  return [...other.everyId, ...hidden.map(({ name }) => another.idOf(name))];
}

const totalOf = ({ text }: Pick<Found, "text">) => /"total":\d+/.exec(text)?.[0];

/** What nobody names by an id, one per organization or counted per human, differs over there. */
export async function liveOtherwise(t: TestApp, another: Population, other: Population): Promise<void> {
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
