/** What deeds reach besides their transaction, made once per application: keys, passwords, counts, providers, mail. */
import { type Audience, recorderIn, type Services } from "#platform/action";
import type { Clock } from "#platform/clock";
import type { Database } from "#platform/db";
import type { News } from "#platform/events";
import { createAttempts, createExportLimit } from "#platform/limits";
import { createTransport, type MailSetting, type Sender, startMailing, type Transport } from "#platform/mail";
import { createProviders, type OutsideProvider } from "#platform/oidc";
import { createOutbound, type OnBreaker } from "#platform/outbound";
import { createPasswords } from "#platform/passwords";
import { createFeed, type Feed } from "#platform/realtime";
import { checkCatalog, type Registry } from "#platform/resource";
import { createKeyRing } from "#platform/secrets";
import type { Logger } from "#platform/telemetry";
import { createSigner, type Signer } from "#platform/tokens";

export type ServiceOptions = {
  secrets: string[];
  logger: Logger;
  /** Where people reach this installation: an origin. */
  publicUrl?: string;
  mail?: MailSetting;
  /** Whom mails are from; needed where they leave the house. */
  mailFrom?: Sender | undefined;
  /** What Resend signs its webhooks with. */
  resendWebhookSecrets?: readonly string[];
  oauth?: OutsideProvider[];
  /** How providers are reached; absent: over the network. */
  outsideFetch?: typeof fetch;
  /** CIDRs that calls to outside systems may reach although they are private. */
  outboundAllow?: readonly string[];
  /** Who is told, in its transaction, that a destination's breaker changed. */
  onBreaker?: OnBreaker;
};

export type AppServices = {
  services: Services;
  feed: Feed;
  signer: Signer;
  /** How mails leave. */
  transport: Transport;
  /** Mails stay here and can be looked at. */
  catching: boolean;
  /** Whom a commit wakes: what people do for themselves writes mails, what is done for organizations writes facts. */
  commitTold(relay: () => void): (by: Audience) => void;
  stop(): Promise<void>;
};

/** @throws when a declaration cannot be served, naming every reason; nothing is left open then */
export async function readyServices(
  database: Database,
  news: News,
  registry: Registry,
  clock: Clock,
  options: ServiceOptions,
): Promise<AppServices> {
  try {
    const complaints = await checkCatalog(database, registry.resources);
    if (complaints.length === 0) return await createServices(database, clock, { ...options, news, registry });
    throw new Error(`these declarations cannot be served:\n  ${complaints.join("\n  ")}`);
  } catch (error) {
    await news.stop(); // what is left open keeps a command from ending
    await database.end();
    throw error;
  }
}

/** @throws when the signing keys cannot be read. */
async function createServices(
  database: Database,
  clock: Clock,
  {
    news,
    registry,
    secrets,
    logger,
    publicUrl = "http://localhost:3000",
    mail,
    mailFrom,
    resendWebhookSecrets = [],
    oauth = [],
    outsideFetch,
    outboundAllow: allow = [],
    onBreaker,
  }: ServiceOptions & { news: News; registry: Registry },
): Promise<AppServices> {
  const keyRing = createKeyRing(secrets);
  const failed = (what: string) => (error: unknown) => logger.error({ err: error }, what);
  const signer = await createSigner({
    database,
    keyRing,
    issuer: publicUrl,
    audience: publicUrl,
    clock,
    failed: failed("signing keys could not be read"),
  });
  const passwords = createPasswords();
  const attempts = createAttempts({ database, keyRing, clock });
  const refused = (provider: string, because: string) =>
    logger.warn({ provider, because }, "a sign-in through a provider was refused");
  const providers = createProviders(oauth, { publicUrl, clock, refused, fetch: outsideFetch });
  const outbound = createOutbound({ database, logger, allow, onBreaker });
  const setting: MailSetting = mail ?? { kind: "catch" };
  const transport = await createTransport(setting, mailFrom, { database, keyRing });
  const mailing = startMailing({ database, keyRing, transport, failed: failed("a mail was not sent") });
  const purging = setInterval(() => attempts.purge().catch(failed("the purge of attempts failed")), 600_000);
  purging.unref();

  const { lookUp, stream } = database;
  // asked each time: whoever counts statements takes the place of it
  const read: Services["read"] = (context, statement) => database.read(context, statement);
  const record = recorderIn(database);
  const feed = createFeed({ database, news, registry, keyRing });
  return {
    feed,
    services: {
      lookUp,
      read,
      stream,
      exports: createExportLimit(),
      record,
      feed,
      keyRing,
      signer,
      passwords,
      attempts,
      providers,
      outbound,
      publicUrl,
      webhookSecrets: { resend: resendWebhookSecrets },
    },
    signer,
    transport,
    catching: setting.kind === "catch",
    commitTold: (relay) => (by) => (by === "organization" ? relay : mailing.nudge)(),
    async stop() {
      clearInterval(purging);
      signer.stop();
      await mailing.stop();
      await outbound.stop();
      await passwords.stop();
    },
  };
}
