/** A server on this machine that behaves as the test says, byte by byte, and remembers who came. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { after } from "node:test";

export type HostileServer = {
  /** `http://127.0.0.1:<port>` */
  origin: string;
  port: number;
  /** How often somebody connected. */
  connections: number;
  /** The heads and bodies of requests, as they came in. */
  requests: string[];
};

/** Called with every request, its first bytes; may write what it likes. */
export type Behaviour = (socket: Socket, request: string) => void;

/** Closes itself when the test file ends. Listens on all of 127.0.0.0/8. */
export async function hostileServer(behave: Behaviour): Promise<HostileServer> {
  const open = new Set<Socket>();
  const told: HostileServer = { origin: "", port: 0, connections: 0, requests: [] };
  const server = createServer((socket) => {
    told.connections++;
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    socket.on("data", (bytes) => {
      const request = bytes.toString("latin1");
      told.requests.push(request);
      behave(socket, request);
    });
  });
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  after(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  told.port = (server.address() as AddressInfo).port;
  told.origin = `http://127.0.0.1:${told.port}`;
  return told;
}

/** A whole answer of HTTP. */
export function answer(
  status: number,
  body: string | Buffer = "",
  headers: Record<string, string> = {},
): Buffer {
  const lines = Object.entries({ "content-length": Buffer.byteLength(body), ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Said\r\n${lines.join("")}\r\n`), Buffer.from(body)]);
}

/** Writes again and again until nobody listens, as fast as it is taken. */
export function forever(socket: Socket, piece: string | Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on("drain", more);
  more();
}

/** Writes a piece at a time, slowly. */
export function drip(socket: Socket, piece: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.on("close", () => clearInterval(timer));
}
