/**
 * The application as a process to be fuzzed: two organizations with something of everything, the first one's owner, and a
 * door for what no client may ask: to be let in again, and how large the heap is.
 */
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { loggedIn } from "#harness/people";
import { openApiDocument } from "#platform/doors/openapi";
import { populate } from "../security/population.fixture.ts";
import type { Question, Ready, Reply } from "./own-target.ts";

const t = await testApp({ keep: true, jobs: true });
const own = await populate(t, "Own GmbH");
const stranger = await populate(t, "Stranger GmbH");
const { adminUrl } = t.database;

const say = (message: Ready | Reply) => process.send?.(message);

process.on("disconnect", () => process.exit());
process.on("message", (question: Question) => {
  if (question === "heap") {
    globalThis.gc?.();
    say({ heapBytes: process.memoryUsage().heapUsed });
  } else void renewed().then((credentials) => say({ renewed: credentials }));
});
say({
  url: t.url,
  document: openApiDocument(t.app),
  credentials: { key: own.key, person: own.person.token },
  stranger: stranger.key,
});

/** Nobody waits for guesses that were counted, and whoever was locked out is in again. */
async function renewed(): Promise<Ready["credentials"]> {
  await execute(adminUrl, "delete from plinth.attempts");
  await execute(adminUrl, "update organizations set suspended_at = null where id = $1", [own.organization]);
  const { token } = await loggedIn(t, own.person.email);
  return { key: await t.keyFor(own.organization, "owner"), person: token };
}
