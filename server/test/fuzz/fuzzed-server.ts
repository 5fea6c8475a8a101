/**
 * The application as a process to be fuzzed: two organizations with something of everything, the first one's owner, and a
 * door for what no client may ask: to be let in again, and how large the heap is.
 */
import { testApp } from "#harness/app";
import { requested } from "#harness/every-action";
import { execute } from "#harness/execute";
import { loggedIn, testPerson } from "#harness/people";
import { shopOf } from "#harness/shop";
import { openApiDocument } from "#platform/doors/openapi";
import { populate } from "../security/population.fixture.ts";
import type { Question, Ready, Reply } from "./own-target.ts";
import type { Good } from "./target.ts";

process.on("disconnect", () => process.exit());
// a terminal tells all of them; who asks decides when it is over
process.on("SIGINT", () => {});

const t = await testApp({ keep: true, jobs: true });
const own = await populate(t, "Own GmbH");
const stranger = await populate(t, "Stranger GmbH");
const { adminUrl } = t.database;
let { person, key: apiKey } = own;

const say = (message: Ready | Reply) => process.send?.(message);

process.on("message", (question: Question) => void reply(question).then(say));
say({
  url: t.url,
  document: openApiDocument(t.app),
  credentials: { key: apiKey, person: person.token },
  stranger: stranger.key,
});

async function reply(question: Question): Promise<Reply> {
  switch (question.ask) {
    case "heap":
      globalThis.gc?.();
      return { heapBytes: process.memoryUsage().heapUsed };
    case "renew":
      return { renewed: await renewed() };
    case "good": {
      const good = await goodFor(question.of);
      return good === undefined ? {} : { good };
    }
  }
}

/** What needs something that the fuzzer has made impossible is not known. */
async function goodFor(operation: string): Promise<Good | undefined> {
  const name = operation.replace(/_batch$/, "");
  if (!t.app.actions.some((action) => action.name === name)) return undefined;
  const made = async () => await requested(name, shopOf(t, own.organization, apiKey), t);
  try {
    const { path, body, headers, key } = await made();
    if (name !== operation) return { path: `${path}/batch`, body: { items: [body, (await made()).body] } };
    return { path, ...(body && { body }), ...(headers && { headers }), ...(key && { key }) };
  } catch {
    return undefined;
  }
}

/** Whoever has changed their password or turned a factor on is not waited for. */
const anotherOwner = () => testPerson(t, { organization: own.organization, role: "owner" });

/** Nobody waits for guesses that were counted, and whoever was locked out is in again. */
async function renewed(): Promise<Ready["credentials"]> {
  await execute(adminUrl, "delete from plinth.attempts");
  await execute(adminUrl, "update organizations set suspended_at = null where id = $1", [own.organization]);
  person = await loggedIn(t, person.email).catch(() => anotherOwner());
  apiKey = await t.keyFor(own.organization, "owner");
  return { key: apiKey, person: person.token };
}
