/** The port that the API listens on, and what to say when it cannot be had. */
import { createServer, isIPv6 } from "node:net";
import type { FastifyInstance } from "fastify";
import { Complaint } from "./complaint.ts";

type Place = { host: string; port: number };

/**
 * Asked before anything is made: a first start that cannot listen should not be one.
 * @returns the port, also where any free one was wanted
 */
export async function refuseBusyPort({ host, port }: Place): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen({ host, port, exclusive: true }, resolve);
  }).catch((error) => {
    throw explained(error, { host, port });
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : port;
}

/** Opens the port; answers the API's address as a person would type it. */
export async function listen(server: FastifyInstance, { host, port }: Place): Promise<string> {
  const listenTextResolver = (address: string) => `listening on ${address}`;
  await server.listen({ host, port, listenTextResolver }).catch((error) => {
    throw explained(error, { host, port });
  });
  const address = server.server.address();
  const given = typeof address === "object" && address !== null ? address.port : port;
  return `http://${reachable(host)}:${given}`;
}

function explained(error: NodeJS.ErrnoException, { host, port }: Place): unknown {
  const other = port < 65_535 ? port + 1 : 3000;
  switch (error.code) {
    case "EADDRINUSE":
      return new Complaint(
        `Port ${port} is in use by another program, perhaps by a Plinth that runs already.\nStop it, or choose another port:\n\n  PORT=${other} npm start`,
        { cause: error },
      );
    case "EACCES":
      return new Complaint(
        `This account may not listen on port ${port}. Choose one above 1023:\n\n  PORT=3000 npm start`,
        { cause: error },
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Complaint(
        `HOST is "${host}", which is no address of this machine. 127.0.0.1 is; 0.0.0.0 means all of them.`,
        {
          cause: error,
        },
      );
    default:
      return error;
  }
}

function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return isIPv6(host) ? `[${host}]` : host;
}
