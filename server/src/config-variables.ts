/** The rows of the configuration: one per variable, with its type, default and a sentence. */
import { logLevels, processRoles, shortestSecret } from "./config-values.ts";

export type Variable = {
  name: string;
  /** What may be written, in words. */
  type: string;
  /** The default as one would write it; undefined: absent. */
  fallback?: string;
  describe: string;
};

export const variables = {
  port: {
    name: "PORT",
    type: "a port, 0 to 65535",
    fallback: "3000",
    describe: "Where the API listens; 0 takes any free port.",
  },
  host: {
    name: "HOST",
    type: "a host name or address",
    fallback: "127.0.0.1",
    describe: "The address to listen on; 0.0.0.0 opens it to the network, and then PLINTH_MAIL must be said.",
  },
  role: {
    name: "PLINTH_ROLE",
    type: processRoles.join(", "),
    fallback: "all",
    describe:
      "What this process is for: `api` answers requests and leaves jobs to others, `worker` does jobs and serves nothing but /healthz, /readyz and /metrics. Both need DATABASE_URL, which such processes share.",
  },
  processes: {
    name: "PLINTH_PROCESSES",
    type: "auto, or a whole number from 1 to 256",
    fallback: "1",
    describe:
      "How many processes share the port and the work, so that several cores are used; auto is one per core. One that dies is replaced. Each may hold some 40 connections to the database.",
  },
  databaseUrl: {
    name: "DATABASE_URL",
    type: "postgres://user:password@host:port/database",
    describe:
      "Your own PostgreSQL, as the role that serves or as an administrative one from which the roles are made; absent: the embedded one.",
  },
  ownerUrl: {
    name: "DATABASE_OWNER_URL",
    type: "postgres://user:password@host:port/database",
    describe: "The role that owns the tables and runs migrations, when DATABASE_URL is not administrative.",
  },
  systemUrl: {
    name: "DATABASE_SYSTEM_URL",
    type: "postgres://user:password@host:port/database",
    describe: "The role of the relay, sign-in and search, when DATABASE_URL is not administrative.",
  },
  secrets: {
    name: "PLINTH_SECRET",
    type: `${shortestSecret} characters or more; several separated by commas`,
    describe:
      "The root of all keys: put a new one in front and keep the old one behind it to rotate. Required with DATABASE_URL; made and kept in the data directory otherwise.",
  },
  dataDir: {
    name: "PLINTH_DATA_DIR",
    type: "a directory",
    fallback: "./.plinth",
    describe: "Holds the embedded database and its secret.",
  },
  demo: {
    name: "PLINTH_DEMO",
    type: "on or off",
    fallback: "on",
    describe: "Whether the first start makes a small demonstration company.",
  },
  bootstrapKey: {
    name: "PLINTH_BOOTSTRAP_KEY",
    type: "plk_ and 20 or more of A-Z a-z 0-9 _",
    describe:
      "Makes the first organization with this API key on first start, even without the demonstration.",
  },
  production: {
    name: "NODE_ENV",
    type: "production, or anything else",
    describe: "With production, whatever is only meant for one's own machine is refused.",
  },
  publicUrl: {
    name: "PLINTH_URL",
    type: "http:// or https:// with host and port, such as https://plinth.example.com",
    describe:
      "Under which address people reach this installation: links in mails, tokens and passkeys are bound to it. Required in production; http://localhost with the PORT otherwise. Commands beside an embedded database take the address that its server had last.",
  },
  trustedProxies: {
    name: "PLINTH_TRUSTED_PROXIES",
    type: "addresses or CIDR ranges, separated by commas",
    describe:
      "Load balancers whose X-Forwarded-For is believed; absent: nobody's. Limits, trails and the address ranges of keys go by it.",
  },
  outboundAllow: {
    name: "PLINTH_OUTBOUND_ALLOW",
    type: "addresses or CIDR ranges, separated by commas",
    describe:
      "Private addresses that calls to outside systems may reach all the same, such as an ERP in your own network; also the only ones reached over http://. Absent: none. A range opens no cloud's metadata service.",
  },
  metricsToken: {
    name: "PLINTH_METRICS_TOKEN",
    type: "16 characters or more",
    describe:
      "Opens /metrics as Authorization: Bearer …; absent: it answers private addresses. Set it behind a proxy, where every address is private.",
  },
  eventsKeptDays: {
    name: "PLINTH_EVENTS_KEPT_DAYS",
    type: "a whole number of days, 1 or more",
    fallback: "400",
    describe:
      "How long the feed keeps events. Whoever comes back with an older cursor is told to read the lists anew.",
  },
  streamsPerActor: {
    name: "PLINTH_STREAMS_PER_ACTOR",
    type: "a whole number, 1 or more",
    fallback: "100",
    describe: "How many streams of events one caller may hold open at each process.",
  },
  requestsPerMinute: {
    name: "PLINTH_REQUESTS_PER_MINUTE",
    type: "a whole number from 0 on",
    fallback: "12000",
    describe:
      "How many requests each organization may send within a minute, to however many processes, and one of its actors half of them; 0 is no limit. `plinth organization limit` gives one organization another number.",
  },
  mostInFlight: {
    name: "PLINTH_MOST_IN_FLIGHT",
    type: "a whole number from 0 on",
    fallback: "0",
    describe:
      "How many requests each process has under way at most; more are answered 503 `overloaded`. 0 is no such number: each process finds out by itself what it can answer soon.",
  },
  mail: {
    name: "PLINTH_MAIL",
    type: "catch, smtp://user:password@host:port, smtps://… or resend:<API key>",
    fallback: "catch",
    describe:
      "How mails leave; catch keeps them in the database and shows them at /dev/mail: for one's own machine, and refused in production.",
  },
  mailFrom: {
    name: "PLINTH_MAIL_FROM",
    type: "an address, also as Name <address>",
    describe: "The sender of all mails. Required unless they are caught.",
  },
  resendWebhookSecrets: {
    name: "PLINTH_RESEND_WEBHOOK_SECRET",
    type: "a secret as Resend shows it (whsec_…); several with commas while one is replaced",
    describe:
      "What Resend signs its webhooks with, which tell of mails that were delivered, came back or were called unwanted. Let it send email.* to <PLINTH_URL>/v1/webhooks/resend. Absent: nothing is taken there, and a mail stays sent once it has left.",
  },
  logLevel: {
    name: "LOG_LEVEL",
    type: logLevels.join(", "),
    fallback: "info",
    describe: "The least important log line that is written.",
  },
} satisfies Record<string, Variable>;
