/** `/metrics`: for the operator's token, or for whoever asks from a private address. */
import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { notFound } from "#platform/errors";
import { isPrivate } from "#platform/limits";
import { metricsText, metricsType } from "#platform/telemetry";

/**
 * @param token when there is one, nothing else opens the door: behind a proxy every address is private
 * @param figures what is told; absent: what this process has counted
 */
export function addMetrics(
  server: FastifyInstance,
  token: string | undefined,
  figures: () => Promise<string> = metricsText,
): void {
  server.get("/metrics", { config: { whileOverloaded: "everybody" } }, async ({ headers, ip }, reply) => {
    const allowed = token === undefined ? isPrivate(ip) : isToken(headers.authorization ?? "", token);
    // to others it is not there
    if (!allowed) throw notFound("There is nothing at this path.");
    const text = await figures();
    return reply.header("content-type", metricsType).header("cache-control", "no-store").send(text);
  });
}

function isToken(authorization: string, token: string): boolean {
  const [given, wanted] = [authorization, `Bearer ${token}`].map((text) => hash("sha256", text, "buffer"));
  return given !== undefined && wanted !== undefined && timingSafeEqual(given, wanted);
}
