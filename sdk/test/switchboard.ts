/** A port before the servers: connections can be cut, and those that follow led to another process. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { after } from "node:test";

export type Switchboard = {
  url: string;
  /** Where new connections lead; undefined refuses them. */
  lead(to: string | undefined): void;
  cut(): void;
};

/** Closes itself when the test file ends. */
export async function switchboard(to: string): Promise<Switchboard> {
  let target: string | undefined = to;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    if (target === undefined) return client.destroy();
    const beyond = connect(Number(new URL(target).port), "127.0.0.1");
    for (const [one, other] of [
      [client, beyond],
      [beyond, client],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
    return undefined;
  });
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => {
    server.close();
    cut();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead(next) {
      target = next;
    },
    cut,
  };
}
