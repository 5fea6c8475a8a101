/** Closes the door gently: what is under way is answered, and nobody is waited for without need. */
import type { FastifyInstance } from "fastify";

/** A request that takes longer than this is cut off: its transaction rolls back and nothing was acknowledged. */
const patienceMs = 6_000;
const sweepEveryMs = 20;

/** @param cutOff hears when patience ended before the last answer. */
export async function closeGently(server: FastifyInstance, cutOff: (afterMs: number) => void): Promise<void> {
  const { server: sockets } = server;
  const impatient = setTimeout(() => {
    cutOff(patienceMs);
    sockets.closeAllConnections();
  }, patienceMs);
  // a client keeps its connection open after the last answer, for seconds: that is nothing to wait for
  const sweeping = setInterval(() => sockets.closeIdleConnections(), sweepEveryMs);
  try {
    await server.close();
  } finally {
    clearTimeout(impatient);
    clearInterval(sweeping);
  }
}
