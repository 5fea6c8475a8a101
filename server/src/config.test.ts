import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test, { type TestContext } from "node:test";
import { ConfigError, describeConfig, environment, readConfig } from "./config.ts";

const secret = "s".repeat(32);
const url = "postgres://app:pw@db.example:5432/plinth";

function mistakesOf(variables: Record<string, string>): string[] {
  try {
    readConfig(variables);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.mistakes;
  }
  return [];
}

test("an empty environment is a whole configuration", () => {
  assert.deepEqual(readConfig({}), {
    port: 3000,
    host: "127.0.0.1",
    database: { kind: "embedded" },
    secrets: [],
    dataDir: resolve(".plinth"),
    demo: true,
    bootstrapKey: undefined,
    logLevel: "info",
    oauth: [],
  });
});

test("an empty or blank value counts as absent", () => {
  assert.deepEqual(readConfig({ PORT: "", HOST: " ", DATABASE_URL: "" }), readConfig({}));
});

test("every variable is read", () => {
  const config = readConfig({
    PORT: "8080",
    HOST: "0.0.0.0",
    DATABASE_URL: url,
    DATABASE_OWNER_URL: `${url}?a`,
    DATABASE_SYSTEM_URL: `${url}?b`,
    PLINTH_SECRET: `${secret}, ${"t".repeat(40)}`,
    PLINTH_DATA_DIR: "/var/plinth",
    PLINTH_DEMO: "OFF",
    PLINTH_BOOTSTRAP_KEY: `plk_${"a1_".repeat(7)}`,
    LOG_LEVEL: "Debug",
  });
  assert.deepEqual(config, {
    port: 8080,
    host: "0.0.0.0",
    database: { kind: "url", appUrl: url, ownerUrl: `${url}?a`, systemUrl: `${url}?b` },
    secrets: [secret, "t".repeat(40)],
    dataDir: "/var/plinth",
    demo: false,
    bootstrapKey: `plk_${"a1_".repeat(7)}`,
    logLevel: "debug",
    oauth: [],
  });
});

test("each mistake is named with what would be right", () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ PORT: "http" }, /^PORT is "http": it must be a port, 0 to 65535\.$/],
    [{ PORT: "65536" }, /^PORT is "65536"/],
    [{ PORT: "-1" }, /^PORT/],
    [{ PORT: "80.5" }, /^PORT/],
    [{ HOST: "http://x" }, /^HOST/],
    [{ DATABASE_URL: "db.example", PLINTH_SECRET: secret }, /^DATABASE_URL is not a URL/],
    [{ DATABASE_URL: "mysql://a@b/c", PLINTH_SECRET: secret }, /^DATABASE_URL begins with mysql:/],
    [{ DATABASE_URL: "postgres://a@b", PLINTH_SECRET: secret }, /^DATABASE_URL names no database/],
    [{ DATABASE_URL: url }, /^PLINTH_SECRET is required with DATABASE_URL/],
    [{ DATABASE_OWNER_URL: url, DATABASE_SYSTEM_URL: url }, /mean nothing without DATABASE_URL/],
    [{ DATABASE_URL: url, DATABASE_OWNER_URL: url, PLINTH_SECRET: secret }, /go together/],
    [{ PLINTH_SECRET: "short" }, /^PLINTH_SECRET has only 5 characters/],
    [{ PLINTH_SECRET: `${secret},old` }, /in secret 2 of 2, only 3 characters/],
    [{ PLINTH_SECRET: `${secret},` }, /in secret 2 of 2, only 0 characters/],
    [{ PLINTH_DEMO: "maybe" }, /^PLINTH_DEMO is "maybe": it must be on or off/],
    [{ PLINTH_BOOTSTRAP_KEY: "plk_short" }, /^PLINTH_BOOTSTRAP_KEY has another form/],
    [{ PLINTH_BOOTSTRAP_KEY: `plk_${"a".repeat(19)}-` }, /^PLINTH_BOOTSTRAP_KEY/],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL is "loud"/],
  ];
  for (const [variables, expected] of cases) {
    const mistakes = mistakesOf(variables);
    assert.equal(mistakes.length, 1, JSON.stringify({ variables, mistakes }));
    assert.match(mistakes[0] ?? "", expected);
  }
});

test("all mistakes are reported at once", () => {
  const mistakes = mistakesOf({ PORT: "x", LOG_LEVEL: "y", DATABASE_URL: url, PLINTH_DEMO: "z" });
  assert.deepEqual(
    mistakes.map((line) => line.split(" ")[0]),
    ["PORT", "PLINTH_DEMO", "LOG_LEVEL", "PLINTH_SECRET"],
  );
});

test("no mistake repeats a secret, a key or a password", () => {
  const text = mistakesOf({
    PLINTH_SECRET: "hunter2",
    PLINTH_BOOTSTRAP_KEY: "hunter2",
    DATABASE_URL: "mysql://me:hunter2@db/x",
  }).join();
  assert.notEqual(text, "");
  assert.doesNotMatch(text, /hunter2/);
});

test(".env is read and the real environment wins over it", (t) => {
  const directory = scratch(t);
  writeFileSync(
    join(directory, ".env"),
    "# comment\nexport HOST=\"::1\" # here\nPORT=4000\n\nthis line is nonsense\nLOG_LEVEL='warn'\r\n",
  );
  const config = readConfig(environment(directory, { PORT: "5000" }));
  assert.equal(config.host, "::1");
  assert.equal(config.port, 5000);
  assert.equal(config.logLevel, "warn");
});

test("a directory without .env leaves the real environment alone", (t) => {
  const directory = scratch(t);
  assert.deepEqual(environment(directory, { PORT: "1" }), { PORT: "1" });
});

test("every variable is described in a sentence, and its default is valid", () => {
  const rows = describeConfig();
  assert.ok(rows.length >= 10);
  for (const row of rows) {
    assert.match(row.describe, /^[A-Z].*\.$/, row.name);
    assert.notEqual(row.type, "");
  }
  const defaults = Object.fromEntries(rows.map((row) => [row.name, row.default]));
  assert.deepEqual(readConfig(defaults), readConfig({}));
});

function scratch(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "plinth-config-"));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}
