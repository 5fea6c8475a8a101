/** The first knock at a database: whether anybody answers, said in words. */
import { Client } from "pg";
import { Complaint } from "./complaint.ts";

const patienceMs = 5_000;

const reasons: Record<string, string> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "there is no host of this name",
  EAI_AGAIN: "its name cannot be looked up at the moment",
  ENOENT: "there is no such socket",
  EHOSTUNREACH: "there is no way to this host",
  ENETUNREACH: "there is no way to this network",
  ETIMEDOUT: "it does not answer",
  ECONNRESET: "it hung up",
  "28P01": "the password is wrong",
  "28000": "it refuses this login",
  "3D000": "there is no database of this name",
  "57P03": "it is starting up or shutting down",
  "53300": "it has no connection left",
};

/** @throws a complaint that names the variable and the place, never the password. */
export async function reach(variable: string, url: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: patienceMs,
    application_name: "plinth",
  });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    const { host, port, database, user } = client;
    throw new Complaint(
      `The database "${database}" at ${host}:${port} cannot be reached as "${user}": ${reasonOf(error)}. Is it running, and is ${variable} right?`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => {}); // what was never open is closed already
  }
}

/** Whether a database of this URL's name exists on its server, which answers. */
export async function databaseExists(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, application_name: "plinth" });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (codeOf(error) === "3D000") return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/timeout/i.test(message)) return `it did not answer within ${patienceMs / 1000} s`;
  return reasons[codeOf(error) ?? ""] ?? message;
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}
