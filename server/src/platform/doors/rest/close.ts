/** Closes the door gently: what is under way is answered, and nobody is waited for without need. */
import { Server } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** A request that takes longer than this is cut off: its transaction rolls back and nothing was acknowledged. */
const patienceMs = 6_000;
const sweepEveryMs = 20;

/**
 * @param cutOff hears when patience ended before the last answer.
 * @param farewellMs for so long whoever is connected may ask once more, and is answered that it stops: who is just asking on a
 * connection that is closed cannot know whether it was heard. Nobody new gets in.
 */
export async function closeGently(
  server: FastifyInstance,
  cutOff: (afterMs: number) => void,
  farewellMs = 0,
): Promise<void> {
  const { server: sockets } = server;
  const impatient = setTimeout(() => {
    cutOff(patienceMs);
    sockets.closeAllConnections();
  }, patienceMs);
  if (farewellMs > 0) await sayFarewell(sockets, farewellMs);
  // a client keeps its connection open after the last answer, for seconds: that is nothing to wait for
  const sweeping = setInterval(() => sockets.closeIdleConnections(), sweepEveryMs);
  try {
    await server.close();
  } finally {
    clearTimeout(impatient);
    clearInterval(sweeping);
  }
}

async function sayFarewell(sockets: Server, ms: number): Promise<void> {
  const endsAt = performance.now() + ms;
  // `close` of an HTTP server also closes all who are not asking at this moment
  Server.prototype.close.call(sockets);
  while (performance.now() < endsAt && (await connectedTo(sockets)) > 0) await pause(sweepEveryMs);
}

function connectedTo(sockets: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    sockets.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
