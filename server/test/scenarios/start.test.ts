/** The promises of `npm start`, tried as an operator would: an empty folder, one command, then another. */
import assert from "node:assert/strict";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { command, get, projectRoot, run, serve, workFolder } from "#harness/plinth-process";
import { until } from "#harness/until";

const keyShape = /plk_[A-Za-z0-9_]{20,}/;
/** A second start takes a second or two on an idle machine; this is for one that has ten times as much to do. */
const quickMs = 20_000;

test("one command makes everything, and the next one finds it", async (t) => {
  const folder = await workFolder();
  let key = "";
  let organization = "none";

  await t.test("the first start shows a key that opens the demonstration company", async () => {
    const server = await serve(folder);
    key = server.key ?? "";
    assert.match(key, keyShape);
    const me = await get(`${server.url}/v1/me`, key);
    assert.equal(me.status, 200);

    const { data: companies } = (await get(`${server.url}/v1/organizations`, key)).json as {
      data: { id: string; name: string; demo: boolean }[];
    };
    assert.deepEqual(
      companies.map(({ name, demo }) => ({ name, demo })),
      [{ name: "Demo Handels GmbH (demonstration)", demo: true }],
    );
    organization = companies[0]?.id ?? "";
    for (const [path, least] of Object.entries({
      customers: 8,
      contacts: 8,
      addresses: 8,
      products: 12,
      stock_levels: 10,
      orders: 3,
    })) {
      const { json } = await get(`${server.url}/v1/${path}?count=exact&limit=1`, key);
      assert.ok(Number(json.total) >= least, `${json.total} ${path}`);
    }
    server.signal("SIGTERM");
    assert.equal((await server.ended).code, 0);
  });

  await t.test("the key is written to no file and to no log line", async () => {
    for (const entry of await readdir(join(folder, ".plinth"), { withFileTypes: true })) {
      if (entry.isFile())
        assert.doesNotMatch(await readFile(join(folder, ".plinth", entry.name), "utf8"), keyShape);
    }
  });

  await t.test("the secret is made once, for its owner's eyes only", async () => {
    const file = join(folder, ".plinth", "secret");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const before = await readFile(file, "utf8");
    assert.equal((await command(folder, ["organization", "list"])).code, 0);
    assert.equal(await readFile(file, "utf8"), before);
  });

  await t.test(
    "the second start is quick, shows no key but how to make one, and the first key still works",
    async (t) => {
      const server = await serve(folder);
      assert.equal(server.key, undefined);
      assert.ok(
        server.said().includes(`npm run plinth -- key create --organization ${organization} --role owner`),
      );
      assert.doesNotMatch(server.said(), /Making|migrations applied/);
      assert.ok(server.ms < quickMs, `${server.ms} ms`);
      assert.equal((await get(`${server.url}/v1/me`, key)).status, 200);

      await t.test("commands work while the server runs, and leave it running", async () => {
        const made = await command(folder, [
          "organization",
          "create",
          "--name",
          "Nordisk AB",
          "--country",
          "SE",
          "--json",
        ]);
        assert.equal(made.code, 0, made.stderr);
        const nordisk = JSON.parse(made.stdout) as { id: string; key: string };
        const { json } = await get(`${server.url}/v1/organizations`, nordisk.key);
        assert.equal((json.data as { id: string }[])[0]?.id, nordisk.id);

        const named = ["key", "create", "--organization", nordisk.id];
        const usual = await command(folder, [...named, "--json"]);
        assert.equal(JSON.parse(usual.stdout).role, "integration");
        const buyer = await command(folder, [...named, "--role", "buyer"]);
        assert.match(buyer.stderr, /A buyer's key sees some customers and never all of them/);

        const limited = await command(folder, [
          "key",
          "create",
          "--organization",
          nordisk.id,
          "--role",
          "sales",
          "--scopes",
          "customers:read",
          "--json",
        ]);
        const sales = JSON.parse(limited.stdout) as { key: string };
        assert.equal((await get(`${server.url}/v1/customers`, sales.key)).status, 200);
        assert.equal((await get(`${server.url}/v1/orders`, sales.key)).status, 403);
      });

      await t.test("links of a command lead to the server, on whichever port it is", async () => {
        const who = ["--email", "ada@example.com", "--organization", organization];
        const { stdout, stderr } = await command(folder, ["invite", ...who, "--json"]);
        const link = new URL((JSON.parse(stdout) as { link: string }).link);
        assert.deepEqual(
          [link.host, link.pathname],
          [`localhost:${new URL(server.url).port}`, "/account/invitation"],
        );
        assert.doesNotMatch(stderr, /PLINTH_URL/);
      });
      server.signal("SIGINT");
      assert.equal((await server.ended).code, 0);
    },
  );

  await t.test("commands work while the server is stopped, and leave nothing running", async () => {
    const { code, stdout } = await command(folder, ["organization", "list", "--json"]);
    assert.equal(code, 0);
    assert.deepEqual(
      (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name),
      ["Demo Handels GmbH (demonstration)", "Nordisk AB"],
    );
    assert.match((await command(folder, ["migrate"])).stdout, /up to date/);
    await assert.rejects(stat(join(folder, ".plinth", "postgres", "postmaster.pid")), { code: "ENOENT" });
  });

  await t.test(
    "a key for an unknown organization, or with an unknown permission, is refused in words",
    async () => {
      const unknown = await command(folder, ["key", "create", "--organization", "nobody"]);
      assert.equal(unknown.code, 1);
      assert.match(unknown.stderr, /no organization "nobody"[\s\S]*Nordisk AB/);
      const misspelt = await command(folder, [
        "key",
        "create",
        "--organization",
        organization,
        "--scopes",
        "orders:reed",
      ]);
      assert.equal(misspelt.code, 1);
      assert.match(misspelt.stderr, /There is no permission "orders:reed"/);
      assert.doesNotMatch(misspelt.stderr, /\n +at /);
    },
  );

  await t.test("after kill -9 the next start needs no repair", async () => {
    const killed = await serve(folder);
    killed.signal("SIGKILL");
    await killed.ended;
    const server = await serve(folder);
    assert.equal((await get(`${server.url}/v1/me`, key)).status, 200);
    server.signal("SIGTERM");
    assert.equal((await server.ended).code, 0);
    await assert.rejects(stat(join(folder, ".plinth", "postgres", "postmaster.pid")), { code: "ENOENT" });
  });

  await t.test("a database that dies under the server is started again", async () => {
    const server = await serve(folder);
    const pidFile = await readFile(join(folder, ".plinth", "postgres", "postmaster.pid"), "utf8");
    process.kill(Number(pidFile.split("\n")[0]), "SIGKILL");
    await server.prints(/the database is back/);
    await until(
      "the API to answer again",
      async () => (await get(`${server.url}/v1/me`, key)).status === 200,
    );
    server.signal("SIGTERM");
    assert.equal((await server.ended).code, 0);
    await assert.rejects(stat(join(folder, ".plinth", "postgres", "postmaster.pid")), { code: "ENOENT" });
  });

  await t.test("a signal to the first step of npm start stops all of it", async () => {
    const server = await serve(folder, {}, [join(projectRoot, "scripts/boot.mjs"), "server/src/main.ts"]);
    server.signal("SIGTERM");
    assert.equal((await server.ended).code, 0);
    await assert.rejects(fetch(`${server.url}/healthz`));
  });
});

test("two first starts at the same instant make one company and one key", async () => {
  const folder = await workFolder();
  const servers = await Promise.all([serve(folder), serve(folder)]);
  const keys = servers.flatMap(({ key }) => key ?? []);
  assert.equal(keys.length, 1);
  for (const { url } of servers) assert.equal((await get(`${url}/v1/me`, keys[0] ?? "")).status, 200);
  for (const server of servers) server.signal("SIGTERM");
  for (const server of servers) assert.equal((await server.ended).code, 0);
  const { stdout } = await command(folder, ["organization", "list", "--json"]);
  assert.equal(JSON.parse(stdout).length, 1);
});

test("a stop while the first start is under way leaves what the next one finishes", async () => {
  const folder = await workFolder();
  const first = run(folder, ["start"]);
  await first.prints(/Making the demonstration company/);
  first.signal("SIGTERM");
  const { code, stdout } = await first.ended;
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, keyShape);

  const second = await serve(folder);
  assert.match(second.key ?? "", keyShape);
  const { json } = await get(`${second.url}/v1/customers?count=exact`, second.key ?? "");
  assert.equal(json.total, 8);
  second.signal("SIGTERM");
  assert.equal((await second.ended).code, 0);
});
