/** Two processes on one database: one answers, the other does the jobs. */
import assert from "node:assert/strict";
import test from "node:test";
import { founders } from "#app";
import { deadJob } from "#harness/every-operations-action";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { serve, workFolder } from "#harness/plinth-process";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createKey } from "#modules/identity";
import { createOrganization, systemContext } from "#modules/organizations";

const secret = "a secret of the tests that is long enough to be one";

test("a job that came by the api process is done by the worker, which serves nothing else and stops in good order", async (context) => {
  const database = await testDatabase();
  context.after(database.drop);
  const api = await startInstance(database, { role: "api" });
  context.after(api.close);
  const organization = await createOrganization(api.app.database, founders, { name: "Test GmbH" });
  const { secret: key } = await api.app.database.transaction(systemContext(organization, "test"), (tx) =>
    createKey(tx, { name: "A key", role: "owner", scopes: null, expiresAt: null }),
  );
  const letter = await deadJob({ database }, organization, { kind: "nothing.do" });
  const body = { reason: "They are back.", kind: "nothing.do" };
  const asked = await api.ask("POST", "/v1/dead_letters/discard", { key, body });
  assert.equal(asked.status, 202);
  const stateOf = async (id: string) =>
    (await execute(database.adminUrl, "select state, attempts from plinth.jobs where id = $1", [id]))[0];
  // what the api has committed is in the feed: it had every occasion to do the job as well
  await until("its facts to be in the feed", async () => {
    const rows = await execute(database.adminUrl, "select 1 from plinth.outbox");
    return rows.length === 0;
  });
  assert.deepEqual(await stateOf(asked.json.id), { state: "ready", attempts: 0 });

  const folder = await workFolder();
  const worker = await serve(folder, {
    ...{ PLINTH_ROLE: "worker", PLINTH_SECRET: secret, DATABASE_URL: database.appUrl },
    ...{ DATABASE_OWNER_URL: database.ownerUrl, DATABASE_SYSTEM_URL: database.systemUrl },
  });
  await until("the worker to do it", async () => (await stateOf(asked.json.id))?.state === "done");
  assert.equal((await stateOf(letter))?.state, "discarded");
  const [, url] = /Health +(http:\S+)\/readyz/.exec(worker.said()) ?? [];
  const status = async (path: string) =>
    (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })).status;
  for (const path of ["/healthz", "/readyz", "/metrics"]) assert.equal(await status(path), 200, path);
  for (const path of ["/v1/customers", "/v1/jobs", "/v1/me", "/docs", "/openapi.json", "/account"])
    assert.equal(await status(path), 404, path);

  // one is under way when it is told to stop: it is finished, or handed back
  for (let n = 0; n < 20; n++) await deadJob({ database }, organization, { kind: "nothing.more" });
  await api.ask("POST", "/v1/dead_letters/discard", { key, body: { ...body, kind: "nothing.more" } });
  worker.signal("SIGTERM");
  assert.equal((await worker.ended).code, 0);
  const running = await execute(database.adminUrl, "select id from plinth.jobs where state = 'running'");
  assert.deepEqual(running, []);
});
