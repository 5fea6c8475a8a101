/** Turns requests away at the door while more come than can be answered: before anybody has looked at who asks. */
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from "fastify";
import { overloaded } from "#platform/errors";
import type { Shedding } from "#platform/limits";

declare module "fastify" {
  interface FastifyContextConfig {
    /**
     * Who comes in all the same: `everybody` (health and figures), or as many as have places of their own (`reserved`: what
     * takes access away, what shows operators where work stands still). Absent: nobody.
     */
    whileOverloaded?: "everybody" | "reserved";
    /** It stays open, always or with this parameter: whoever waits there is in nobody's way. */
    staysOpen?: true | string;
  }
  interface FastifyRequest {
    /** It was answered before anything was done, and is worth no line in the log. */
    turnedAway: boolean;
  }
}

/** For every route that is added from now on. */
export function turnAwayTooMany(server: FastifyInstance, shedding: Shedding): void {
  server.decorateRequest("turnedAway", false);
  server.addHook("onRoute", (route) => {
    const { whileOverloaded, staysOpen } = route.config ?? {};
    if (whileOverloaded === "everybody") return;
    const way = ["GET", "HEAD"].includes([route.method].flat()[0] ?? "") ? "reads" : "writes";
    const gate = gateOf(shedding, way, whileOverloaded === "reserved", staysOpen);
    route.onRequest = [gate, ...[route.onRequest ?? []].flat()];
  });
}

function gateOf(
  shedding: Shedding,
  way: "reads" | "writes",
  reserved: boolean,
  staysOpen: true | string | undefined,
): onRequestHookHandler {
  const leave = () => shedding.leave(way);
  const leaveReserved = () => shedding.leave("reserved");
  const waits = ({ raw }: FastifyRequest) =>
    staysOpen === true || (staysOpen !== undefined && raw.url?.includes(`${staysOpen}=`) === true);

  return (request, reply, done) => {
    if (reserved && shedding.enter("reserved")) {
      reply.raw.on("close", leaveReserved);
      return done();
    }
    if (staysOpen !== undefined && waits(request)) {
      if (shedding.mayPass(way)) return done();
    } else if (shedding.enter(way)) {
      // once for every answer, also for one that nobody waits for any more
      reply.raw.on("close", leave);
      return done();
    }
    turnAway(request, reply);
  };
}

const soonestSeconds = 1;
const latestSeconds = 5;

/** Made once: a thousand answers a second of this kind are made when there is least time for them. */
const [before = "", behind = ""] = overloaded(
  "More requests come than this server can answer. Nothing was done.",
)
  .body("\0")
  .split("\\u0000");
const headers = {
  "cache-control": "no-store",
  "content-type": "application/problem+json; charset=utf-8",
};

function turnAway(request: FastifyRequest, reply: FastifyReply): void {
  request.turnedAway = true;
  // who came together does not come back together
  const seconds = soonestSeconds + Math.floor(Math.random() * (latestSeconds - soonestSeconds + 1));
  reply
    .code(overloaded.kind.status)
    .headers(headers)
    .header("retry-after", String(seconds))
    .send(`${before}${request.id}${behind}`);
}
