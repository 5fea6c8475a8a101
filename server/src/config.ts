/**
 * Everything that can be configured, made from the rows of config-variables.ts.
 *
 * Read once at start; all mistakes are reported together, because fixing them one restart at a time is
 * what makes configuration tedious. The rows also make the help text and the reference page.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import type { OutsideProvider } from "#platform/oidc";
import { oauthVariables, readOauth } from "./config-oauth.ts";
import { unknownVariables } from "./config-unknown.ts";
import * as read from "./config-values.ts";
import { type Variable, variables } from "./config-variables.ts";

export type Config = {
  port: number;
  host: string;
  /** What this process is for. */
  role: read.ProcessRole;
  /** That share the port, at least 1. */
  processes: number;
  database:
    | { kind: "embedded" }
    | { kind: "url"; appUrl: string; ownerUrl?: string | undefined; systemUrl?: string | undefined };
  /** The first one is used for everything new, the others still open what was sealed with them. Empty only with the embedded database: then the start makes one and keeps it in the data directory. */
  secrets: string[];
  /** Absolute. */
  dataDir: string;
  demo: boolean;
  /** Serving others, not somebody's own machine. */
  production: boolean;
  /** Under which address people reach it: an origin such as `https://plinth.example.com`. */
  publicUrl: string;
  /** Whether PLINTH_URL said so; otherwise it is a guess from the port. */
  publicUrlGiven: boolean;
  /** CIDR ranges of proxies that are believed when they say for whom they ask. */
  trustedProxies: string[];
  /** CIDR ranges that calls to outside systems may reach although they are private. */
  outboundAllow: string[];
  /** Opens /metrics; absent: private addresses do. */
  metricsToken?: string | undefined;
  /** Of each organization, to all processes together; 0 is no limit. */
  requestsPerMinute: number;
  /** Of requests under way, at each process; 0 is no number set by hand. */
  overload: { mostInFlight: number };
  /** How long the feed keeps events. */
  eventsKeptDays: number;
  /** That one caller may hold open, at each process. */
  streamLimits: { perActor: number };
  mail: read.MailSetting;
  /** Absent only with the mail catcher. */
  mailFrom?: read.MailFrom | undefined;
  /** What Resend signs its webhooks with; none: they are refused. */
  resendWebhookSecrets: string[];
  bootstrapKey?: string | undefined;
  logLevel: read.LogLevel;
  /** Through whom people may sign in, by name. */
  oauth: OutsideProvider[];
};

type Environment = Record<string, string | undefined>;

const names = Object.values(variables).map(({ name }) => name);

/** All mistakes of a configuration, one sentence each. */
export class ConfigError extends Error {
  override name = "ConfigError";
  readonly mistakes: string[];
  constructor(mistakes: string[]) {
    super(
      `The configuration has ${mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`}:\n${mistakes.map((line) => `  ${line}`).join("\n")}`,
    );
    this.mistakes = mistakes;
  }
}

/**
 * Throws `ConfigError` naming every mistake. An empty value counts as absent.
 * Without an argument it reads `.env` and the process's environment.
 */
export function readConfig(given: Environment = environment()): Config {
  const mistakes: string[] = [];
  const take = <T>(variable: Variable, parse: (text: string) => T): T | undefined => {
    const text = given[variable.name]?.trim() || variable.fallback;
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      mistakes.push(`${variable.name} ${(error as Error).message}: it must be ${variable.type}.`);
      return undefined;
    }
  };
  // A value with a default is absent only together with a mistake, and then nothing is returned.
  const port = take(variables.port, read.port) ?? 0;
  const host = take(variables.host, read.host) ?? "";
  const role = take(variables.role, read.processRole) ?? "all";
  const processes = take(variables.processes, read.processes) ?? 1;
  const dataDir = take(variables.dataDir, resolve) ?? "";
  const demo = take(variables.demo, read.onOrOff) ?? false;
  const logLevel = take(variables.logLevel, read.logLevel) ?? "info";
  const bootstrapKey = take(variables.bootstrapKey, read.bootstrapKey);
  const secrets = take(variables.secrets, read.secrets) ?? [];
  const appUrl = take(variables.databaseUrl, read.databaseUrl);
  const ownerUrl = take(variables.ownerUrl, read.databaseUrl);
  const systemUrl = take(variables.systemUrl, read.databaseUrl);
  const oauth = readOauth(given, mistakes);
  const production = take(variables.production, read.isProduction) ?? false;
  const publicUrl = take(variables.publicUrl, read.origin);
  const trustedProxies = take(variables.trustedProxies, read.ranges) ?? [];
  const outboundAllow = take(variables.outboundAllow, read.ranges) ?? [];
  const metricsToken = take(variables.metricsToken, read.metricsToken);
  const eventsKeptDays = take(variables.eventsKeptDays, read.positive) ?? 0;
  const perActor = take(variables.streamsPerActor, read.positive) ?? 0;
  const requestsPerMinute = take(variables.requestsPerMinute, read.count) ?? 0;
  const mostInFlight = take(variables.mostInFlight, read.count) ?? 0;
  const mail = take(variables.mail, read.mail) ?? { kind: "catch" };
  const mailFrom = take(variables.mailFrom, read.mailFrom);
  const resendWebhookSecrets = take(variables.resendWebhookSecrets, read.webhookSecrets) ?? [];

  mistakes.push(...contradictions(given), ...mailMistakes(given), ...unknownVariables(given, names));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const database: Config["database"] =
    appUrl === undefined ? { kind: "embedded" } : { kind: "url", appUrl, ownerUrl, systemUrl };
  return {
    port,
    host,
    role,
    processes,
    database,
    secrets,
    dataDir,
    demo,
    production,
    publicUrl: publicUrl ?? `http://localhost:${port}`,
    publicUrlGiven: publicUrl !== undefined,
    trustedProxies,
    outboundAllow,
    metricsToken,
    requestsPerMinute,
    overload: { mostInFlight },
    eventsKeptDays,
    streamLimits: { perActor },
    mail,
    mailFrom,
    resendWebhookSecrets,
    bootstrapKey,
    logLevel,
    oauth,
  };
}

/** What each variable is fine without and wrong with. */
function contradictions(given: Environment): string[] {
  const has = (variable: Variable) => Boolean(given[variable.name]?.trim());
  const { databaseUrl, ownerUrl, systemUrl, secrets, role } = variables;
  const found: string[] = [];
  if (!has(databaseUrl) && has(role) && given[role.name]?.trim().toLowerCase() !== "all")
    found.push("PLINTH_ROLE needs DATABASE_URL: processes that share the work share a database.");
  if (has(databaseUrl) && !has(secrets))
    found.push("PLINTH_SECRET is required with DATABASE_URL: `openssl rand -hex 32` makes one.");
  if (!has(databaseUrl) && (has(ownerUrl) || has(systemUrl)))
    found.push("DATABASE_OWNER_URL and DATABASE_SYSTEM_URL mean nothing without DATABASE_URL.");
  if (has(databaseUrl) && has(ownerUrl) !== has(systemUrl))
    found.push("DATABASE_OWNER_URL and DATABASE_SYSTEM_URL go together: set both or neither.");
  return found;
}

/** What would not be noticed before the first mail: nobody gets it, everybody reads it, or its link leads nowhere or over an open road. */
function mailMistakes(given: Environment): string[] {
  const said = (variable: Variable) => given[variable.name]?.trim() ?? "";
  const { host, production, publicUrl, mail, mailFrom } = variables;
  const caught = ["", "catch"].includes(said(mail).toLowerCase());
  const found: string[] = [];
  if (!caught && said(mailFrom) === "")
    found.push("PLINTH_MAIL_FROM is required unless mails are caught: the address that they are sent from.");
  if (!read.isProduction(said(production))) {
    if (said(mail) === "" && read.isElsewhere(said(publicUrl)))
      found.push(
        "PLINTH_MAIL is required when PLINTH_URL is not this machine: the catcher, which is used otherwise, sends nothing and shows every mail, with its secret links, to whoever asks.",
      );
    else if (said(mail) === "" && read.isOpen(said(host)))
      found.push(
        "PLINTH_MAIL is required when HOST is open to the network: the catcher, which is used otherwise, shows every mail, with its secret links, to the whole network. Set PLINTH_MAIL=catch to have that on a private network, or smtp://…, smtps://… or resend:… to send them.",
      );
    return found;
  }
  if (caught)
    found.push(
      "PLINTH_MAIL must be smtp://…, smtps://… or resend:… with NODE_ENV=production: the catcher sends nothing and shows every mail, with its secret links, to whoever asks.",
    );
  if (said(publicUrl) === "")
    found.push("PLINTH_URL is required with NODE_ENV=production: links in mails lead there.");
  if (read.isElsewhere(said(publicUrl)) && /^http:/i.test(said(publicUrl)))
    found.push(
      "PLINTH_URL must be https://… with NODE_ENV=production: over http:// passwords and cookies are open to whoever is on the way.",
    );
  return found;
}

/** The process's environment over the `.env` file of `directory`, which may be absent. */
export function environment(directory = process.cwd(), real: Environment = process.env): Environment {
  let text = "";
  try {
    text = readFileSync(join(directory, ".env"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw new ConfigError([`.env cannot be read: ${(error as Error).message}.`]);
    }
  }
  return { ...parseEnv(text), ...real };
}

/** Rows for the help text and the reference page. */
export function describeConfig(): {
  name: string;
  type: string;
  default: string | undefined;
  describe: string;
}[] {
  const rows: Variable[] = [...Object.values(variables), ...oauthVariables];
  return rows.map(({ name, type, fallback, describe }) => ({
    name,
    type,
    default: fallback,
    describe,
  }));
}
