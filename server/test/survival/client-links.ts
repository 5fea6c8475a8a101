/** What stands between clients and a process when the network fails: a line that breaks, falls silent, or is forgotten. */
import { connect, createServer, type Socket } from "node:net";

export type ClientLinks = {
  /** Where clients go. */
  url: string;
  /** Both ends are told at once. */
  breakAll(): void;
  /** Nothing passes any more, also on new ones, and nobody is told. @returns what lets everything pass again */
  silence(): () => void;
  /**
   * The process is told nothing, for good, as after a firewall has forgotten them. @returns what lets the clients know
   * that nobody is there, as their own programs find out by and by
   */
  forget(): () => void;
  close(): Promise<void>;
};

type Line = { client: Socket; server: Socket };

/** @param port where the process listens on this machine, also when it comes back */
export async function openClientLinks(port: number): Promise<ClientLinks> {
  const lines = new Set<Line>();
  const forgotten = new Set<Line>();
  let silent = false;

  const join = ({ client, server }: Line): void => {
    client.pipe(server);
    server.pipe(client);
  };
  const hold = ({ client, server }: Line): void => {
    client.unpipe(server).pause();
    server.unpipe(client).pause();
  };
  const listener = createServer((client) => {
    const line: Line = { client, server: connect(port, "127.0.0.1") };
    lines.add(line);
    for (const [one, other] of [
      [line.client, line.server],
      [line.server, line.client],
    ] as const) {
      const end = (): void => {
        if (forgotten.has(line)) return;
        other.destroy();
        lines.delete(line);
      };
      one.setNoDelay(true).on("error", end).on("close", end);
    }
    if (silent) hold(line);
    else join(line);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("a port was expected");

  return {
    url: `http://127.0.0.1:${address.port}`,
    breakAll() {
      for (const { client, server } of lines) {
        client.resetAndDestroy();
        server.resetAndDestroy();
      }
    },
    silence() {
      silent = true;
      lines.forEach(hold);
      return () => {
        silent = false;
        lines.forEach(join);
      };
    },
    forget() {
      const those = [...lines];
      for (const line of those) {
        lines.delete(line);
        forgotten.add(line);
        line.client.unpipe(line.server).resume();
        line.server.unpipe(line.client).resume();
      }
      return () => {
        for (const { client } of those) client.resetAndDestroy();
      };
    },
    async close() {
      for (const { client, server } of [...lines, ...forgotten]) {
        client.destroy();
        server.destroy();
      }
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
