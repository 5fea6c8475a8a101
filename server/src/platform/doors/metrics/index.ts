/** `/metrics`: for the operator's token, or for whoever asks from a private address. */
import { hash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { notFound } from "#platform/errors";
import { inRanges } from "#platform/limits";
import { metricsText } from "#platform/telemetry";

/** Loopback, private and link-local addresses (RFC 1918, 4193, 3927, 4291). */
const privateRanges = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

/** @param token when there is one, nothing else opens the door: behind a proxy every address is private */
export function addMetrics(server: FastifyInstance, token: string | undefined): void {
  server.get("/metrics", async ({ headers, ip }, reply) => {
    const allowed =
      token === undefined ? inRanges(ip, privateRanges) : isToken(headers.authorization ?? "", token);
    // to others it is not there
    if (!allowed) throw notFound("There is nothing at this path.");
    const { type, text } = await metricsText();
    return reply.header("content-type", type).header("cache-control", "no-store").send(text);
  });
}

function isToken(authorization: string, token: string): boolean {
  const [given, wanted] = [authorization, `Bearer ${token}`].map((text) => hash("sha256", text, "buffer"));
  return given !== undefined && wanted !== undefined && timingSafeEqual(given, wanted);
}
