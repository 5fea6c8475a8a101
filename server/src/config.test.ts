import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test, { type TestContext } from "node:test";
import { ConfigError, describeConfig, environment, readConfig } from "./config.ts";

const secret = "s".repeat(32);
const from = { PLINTH_MAIL_FROM: "no-reply@example.com" };
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
    production: false,
    publicUrl: "http://localhost:3000",
    publicUrlGiven: false,
    trustedProxies: [],
    outboundAllow: [],
    role: "all",
    processes: 1,
    metricsToken: undefined,
    requestsPerMinute: 12_000,
    overload: { mostInFlight: 0 },
    eventsKeptDays: 400,
    streamLimits: { perActor: 100 },
    mail: { kind: "catch" },
    mailFrom: undefined,
    resendWebhookSecrets: [],
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
    NODE_ENV: "production",
    PLINTH_URL: "https://Plinth.Example.com:443/",
    PLINTH_MAIL: "smtp://me%40x:p%23w%2F@mail.example:2525",
    PLINTH_MAIL_FROM: "Example & Co. <no-reply@example.com>",
    PLINTH_RESEND_WEBHOOK_SECRET: `whsec_${"a".repeat(32)}, whsec_${"b/+3".repeat(8)}==`,
    PLINTH_TRUSTED_PROXIES: "10.0.0.0/8, ::1",
    PLINTH_OUTBOUND_ALLOW: "192.168.7.0/24,fd00:1::/32",
    PLINTH_ROLE: "Worker",
    PLINTH_PROCESSES: "3",
    PLINTH_METRICS_TOKEN: "sesame-opens-sesame",
    PLINTH_REQUESTS_PER_MINUTE: "0",
    PLINTH_MOST_IN_FLIGHT: "64",
    PLINTH_EVENTS_KEPT_DAYS: "30",
    PLINTH_STREAMS_PER_ACTOR: "5",
    LOG_LEVEL: "Debug",
  });
  assert.deepEqual(config, {
    port: 8080,
    host: "0.0.0.0",
    database: { kind: "url", appUrl: url, ownerUrl: `${url}?a`, systemUrl: `${url}?b` },
    secrets: [secret, "t".repeat(40)],
    dataDir: "/var/plinth",
    demo: false,
    production: true,
    publicUrl: "https://plinth.example.com",
    publicUrlGiven: true,
    mail: { kind: "smtp", host: "mail.example", port: 2525, secure: false, user: "me@x", password: "p#w/" },
    mailFrom: { name: "Example & Co.", address: "no-reply@example.com" },
    resendWebhookSecrets: [`whsec_${"a".repeat(32)}`, `whsec_${"b/+3".repeat(8)}==`],
    bootstrapKey: `plk_${"a1_".repeat(7)}`,
    logLevel: "debug",
    trustedProxies: ["10.0.0.0/8", "::1"],
    outboundAllow: ["192.168.7.0/24", "fd00:1::/32"],
    role: "worker",
    processes: 3,
    metricsToken: "sesame-opens-sesame",
    requestsPerMinute: 0,
    overload: { mostInFlight: 64 },
    eventsKeptDays: 30,
    streamLimits: { perActor: 5 },
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
    [{ PLINTH_ROLE: "worker" }, /^PLINTH_ROLE needs DATABASE_URL/],
    [
      { DATABASE_URL: url, PLINTH_SECRET: secret, PLINTH_ROLE: "web" },
      /^PLINTH_ROLE is "web": it must be all, api, worker\.$/,
    ],
    [{ PLINTH_SECRET: "short" }, /^PLINTH_SECRET has only 5 characters/],
    [{ PLINTH_SECRET: `${secret},old` }, /in secret 2 of 2, only 3 characters/],
    [{ PLINTH_SECRET: `${secret},` }, /in secret 2 of 2, only 0 characters/],
    [{ PLINTH_DEMO: "maybe" }, /^PLINTH_DEMO is "maybe": it must be on or off/],
    [{ PLINTH_BOOTSTRAP_KEY: "plk_short" }, /^PLINTH_BOOTSTRAP_KEY has another form/],
    [{ PLINTH_BOOTSTRAP_KEY: `plk_${"a".repeat(19)}-` }, /^PLINTH_BOOTSTRAP_KEY/],
    [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL is "loud"/],
    ...["-1", "1.5", "1e3", "many", "0600"].map((text): [Record<string, string>, RegExp] => [
      { PLINTH_REQUESTS_PER_MINUTE: text },
      /^PLINTH_REQUESTS_PER_MINUTE is ".*": it must be a whole number from 0 on/,
    ]),
    [{ PLINTH_URL: "plinth.example.com" }, /^PLINTH_URL is no web address: it must be http:/],
    [{ PLINTH_URL: "ftp://plinth.example.com" }, /^PLINTH_URL is no web address/],
    [{ PLINTH_URL: "https://example.com/plinth" }, /^PLINTH_URL has a path/],
    [{ PLINTH_URL: "https://example.com?x" }, /^PLINTH_URL has a path/],
    [{ PLINTH_URL: "https://me:pw@example.com" }, /^PLINTH_URL holds a login/],
    [{ PLINTH_MAIL: "mail.example", ...from }, /^PLINTH_MAIL names no way to send: it must be catch, /],
    [{ PLINTH_MAIL: "https://mail.example", ...from }, /^PLINTH_MAIL names no way to send/],
    [{ PLINTH_MAIL: "resend:", ...from }, /^PLINTH_MAIL names no way to send/],
    [{ PLINTH_MAIL: "smtp://", ...from }, /^PLINTH_MAIL names no /],
    [{ PLINTH_MAIL: "smtp://me:p/w@mail.example", ...from }, /^PLINTH_MAIL /],
    [{ PLINTH_MAIL: "smtp://mail.example/x", ...from }, /^PLINTH_MAIL has something behind the port/],
    [{ PLINTH_MAIL: "smtp://me:100%@mail.example", ...from }, /^PLINTH_MAIL has a % in its login/],
    [
      { PLINTH_URL: "https://plinth.example.com" },
      /^PLINTH_MAIL is required when PLINTH_URL is not this machine/,
    ],
    [
      { PLINTH_TRUSTED_PROXIES: "10.0.0.0/8, me" },
      /^PLINTH_TRUSTED_PROXIES holds "me": it must be addresses or CIDR/,
    ],
    [
      { PLINTH_OUTBOUND_ALLOW: "192.168.7.0/33" },
      /^PLINTH_OUTBOUND_ALLOW holds "192.168.7.0\/33": it must be addresses or CIDR/,
    ],
    [{ PLINTH_MAIL: "smtp://mail.example" }, /^PLINTH_MAIL_FROM is required unless mails are caught/],
    [{ PLINTH_MAIL_FROM: "nobody" }, /^PLINTH_MAIL_FROM is "nobody": it must be an address/],
    [{ PLINTH_MAIL_FROM: "a@b.example, c@d.example" }, /^PLINTH_MAIL_FROM/],
    [{ PLINTH_MAIL_FROM: "<a@b.example>" }, /^PLINTH_MAIL_FROM/],
    [{ NODE_ENV: "production", PLINTH_URL: "https://x.example" }, /^PLINTH_MAIL must be smtp:.* shows every/],
    [
      { NODE_ENV: "production", PLINTH_MAIL: "resend:re_1", ...from },
      /^PLINTH_URL is required with NODE_ENV/,
    ],
    [
      {
        NODE_ENV: "production",
        PLINTH_MAIL: "resend:re_1",
        PLINTH_URL: "http://plinth.example.com",
        ...from,
      },
      /^PLINTH_URL must be https:/,
    ],
    [{ PLINTH_SECERT: secret }, /^PLINTH_SECERT is no known variable: the nearest name is PLINTH_SECRET\.$/],
    [
      { PLINTH_RESEND_WEBHOOK_SECRET: "whsec_short" },
      /^PLINTH_RESEND_WEBHOOK_SECRET is no secret that begins with whsec_/,
    ],
    [
      { PLINTH_RESEND_WEBHOOK_SECRET: `whsec_${"a".repeat(32)},${"a".repeat(32)}` },
      /^PLINTH_RESEND_WEBHOOK_SECRET has no secret at place 2 of 2/,
    ],
    [{ PLINTH_MAILFROM: "a@b.example" }, /^PLINTH_MAILFROM .* PLINTH_MAIL_FROM\.$/],
    [{ PLINTH_PUBLIC_URL: "https://x.example" }, /^PLINTH_PUBLIC_URL is no known variable/],
    [{ PLINTH_OAUTH: "google" }, /^PLINTH_OAUTH is no known variable/],
  ];
  for (const [variables, expected] of cases) {
    const mistakes = mistakesOf(variables);
    assert.equal(mistakes.length, 1, JSON.stringify({ variables, mistakes }));
    assert.match(mistakes[0] ?? "", expected);
  }
});

test("who opens it to the network says how mails leave, or that they may be read there", () => {
  for (const HOST of ["0.0.0.0", "::", "192.168.1.5", "plinth.local", "127.evil.example"]) {
    const mistakes = mistakesOf({ HOST });
    assert.equal(mistakes.length, 1, HOST);
    assert.match(mistakes[0] ?? "", /^PLINTH_MAIL is required when HOST is open.* PLINTH_MAIL=catch/);
    assert.deepEqual(mistakesOf({ HOST, PLINTH_MAIL: "catch" }), []);
    assert.deepEqual(mistakesOf({ HOST, PLINTH_MAIL: "smtp://mail.example", ...from }), []);
  }
  for (const HOST of ["", "localhost", "LocalHost", "127.0.0.1", "127.1.2.3", "::1", "[::1]"])
    assert.deepEqual(mistakesOf({ HOST }), [], HOST);
});

test("mails leave over SMTP, with TLS from the start or not, or by Resend", () => {
  const cases: [string, object][] = [
    ["Catch", { kind: "catch" }],
    ["smtp://mail.example", { kind: "smtp", host: "mail.example", port: 587, secure: false }],
    ["smtps://mail.example/", { kind: "smtp", host: "mail.example", port: 465, secure: true }],
    ["smtp://[::1]:25", { kind: "smtp", host: "::1", port: 25, secure: false }],
    ["resend:re_abc", { kind: "resend", apiKey: "re_abc" }],
  ];
  for (const [text, expected] of cases)
    assert.deepEqual(readConfig({ PLINTH_MAIL: text, ...from }).mail, expected, text);
});

test("a sender is an address, or a name with one", () => {
  const cases: [string, object][] = [
    ["a@b.example", { address: "a@b.example" }],
    ["Plinth <a@b.example>", { name: "Plinth", address: "a@b.example" }],
    ['"Müller, Meier" <a@b.example>', { name: "Müller, Meier", address: "a@b.example" }],
  ];
  for (const [text, expected] of cases)
    assert.deepEqual(readConfig({ PLINTH_MAIL_FROM: text }).mailFrom, expected, text);
});

test("without PLINTH_URL the public address follows the port", () => {
  assert.equal(readConfig({ PORT: "8080" }).publicUrl, "http://localhost:8080");
  assert.equal(readConfig({ PLINTH_URL: "http://localhost:5173/" }).publicUrl, "http://localhost:5173");
});

test("production on this very machine needs no TLS; a blank or foreign variable is nobody's mistake", () => {
  const mail = { PLINTH_MAIL: "resend:re_1", ...from };
  for (const PLINTH_URL of ["http://localhost:3000", "http://127.0.0.1", "https://plinth.example.com"])
    assert.deepEqual(mistakesOf({ NODE_ENV: "production", PLINTH_URL, ...mail }), []);
  assert.deepEqual(mistakesOf({ PLINTH_SECERT: " ", PLINTHS: "x", MY_PLINTH_URL: "x" }), []);
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
    PLINTH_MAIL: "mail://me:hunter2@mail.example",
    PLINTH_URL: "https://me:hunter2@example.com",
    PLINTH_SECERT: "hunter2",
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
