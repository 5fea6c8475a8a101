/**
 * A database that can be cut off in parts: what stands between a process and PostgreSQL when the network fails. Every
 * connection says in its first message which part of the process it serves (`application_name`).
 */

import { connect, createServer, type NetConnectOpts, type Socket } from "node:net";
import { after } from "node:test";

export type PostgresProxy = {
  /** The URL by way of the proxy. */
  through(url: string): string;
  /** Ends the connections of these parts and refuses new ones. */
  cutOff(...names: string[]): void;
  /** Nothing passes any more on the connections of these parts, and nobody is told. */
  silence(...names: string[]): void;
  /**
   * The connections that these parts have now are half-open for good, as after a firewall has forgotten them: what
   * either side sends is taken and goes nowhere, and neither hears of the other's end. New ones pass.
   */
  forget(...names: string[]): void;
  /** Everything passes again, except on what was forgotten. */
  mend(): void;
  /** Bytes that a part has sent so far. */
  sentBy(name: string): number;
  /** Parts that have a connection open. */
  connected(): string[];
};

type Line = { name: string; client: Socket; server: Socket };

/**
 * Goes away when the test file ends.
 * @param url any role's, of the database that is meant
 * @param options.pooler tells clients process numbers that are not the server's, as a pooler does
 */
export async function postgresProxy(url: string, options: { pooler?: boolean } = {}): Promise<PostgresProxy> {
  const proxy = await openPostgresProxy(url, options);
  after(proxy.close);
  return proxy;
}

/** The same, for as long as whoever opened it says. */
export async function openPostgresProxy(
  url: string,
  options: { pooler?: boolean } = {},
): Promise<PostgresProxy & { close(): void }> {
  const target = placeOf(url);
  const lines = new Set<Line>();
  const held = new Set<Line>();
  const forgotten = new Set<Line>();
  const sent = new Map<string, number>();
  let cut: string[] = [];
  let silent: string[] = [];

  /** What arrives waits. */
  const hold = (line: Line): void => {
    line.client.unpipe(line.server).pause();
    line.server.unpipe(line.client).pause();
    held.add(line);
  };
  // whether an end is answered is the line's to say, and not the socket's
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    client.once("data", (first) => {
      const name = /application_name\0([^\0]*)\0/.exec(first.toString("latin1"))?.[1] ?? "";
      if (cut.includes(name)) return void client.destroy();
      const server = connect({ ...target, allowHalfOpen: true });
      const line: Line = { name, client, server };
      lines.add(line);
      const count = (bytes: Buffer) => sent.set(name, (sent.get(name) ?? 0) + bytes.length);
      count(first);
      client.on("data", count);
      server.write(first);
      if (options.pooler) server.on("data", renumber);
      if (silent.includes(name)) hold(line);
      else join(line);
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        const end = () => {
          if (forgotten.has(line)) return;
          other.destroy();
          lines.delete(line);
          held.delete(line);
        };
        one.on("error", end);
        one.on("close", end);
      }
    });
    client.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");

  return {
    through(given) {
      const by = new URL(given);
      by.searchParams.delete("host");
      by.searchParams.delete("port");
      by.hostname = "127.0.0.1";
      by.port = String(address.port);
      return by.href;
    },
    cutOff(...names) {
      cut = [...cut, ...names];
      for (const line of lines) {
        if (!names.includes(line.name)) continue;
        line.client.destroy();
        lines.delete(line);
      }
    },
    silence(...names) {
      silent = [...silent, ...names];
      for (const line of lines) {
        if (names.includes(line.name) && !held.has(line)) hold(line);
      }
    },
    forget(...names) {
      for (const line of lines) {
        if (!names.includes(line.name)) continue;
        lines.delete(line);
        held.delete(line);
        forgotten.add(line);
        for (const [one, other] of [
          [line.client, line.server],
          [line.server, line.client],
        ] as const)
          one.unpipe(other).resume();
      }
    },
    mend() {
      [cut, silent] = [[], []];
      for (const line of held) join(line);
      held.clear();
    },
    sentBy: (name) => sent.get(name) ?? 0,
    connected: () => [...new Set([...lines].map(({ name }) => name))].sort(),
    close() {
      for (const line of [...lines, ...forgotten]) {
        line.client.destroy();
        line.server.destroy();
      }
      listener.close();
    },
  };
}

/** Where a URL leads to: a port, or the socket file of a directory that is named as host. */
function placeOf(url: string): NetConnectOpts {
  const { hostname, port, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? hostname;
  const at = Number(searchParams.get("port") ?? (port || 5_432));
  return host.startsWith("/") ? { path: `${host}/.s.PGSQL.${at}` } : { host, port: at };
}

/** Alters the process number where the server tells it: in a message of its own, `K`, of 12 bytes. */
function renumber(bytes: Buffer): void {
  const at = bytes.indexOf("K\0\0\0\x0c", 0, "latin1");
  if (at >= 0) bytes.writeUInt8(bytes.readUInt8(at + 5) ^ 0x40, at + 5);
}

function join({ client, server }: Line): void {
  client.pipe(server);
  server.pipe(client);
}
