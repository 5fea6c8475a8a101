/** Turns requests away at the door while more come than can be answered: before anybody has looked at who asks. */
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  onSendHookHandler,
  preValidationHookHandler,
} from "fastify";
import { overloaded } from "#platform/errors";
import type { Place, Shedding } from "#platform/limits";

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
    /** What it holds while it is worked on. */
    place: Place | undefined;
  }
}

/** For every route that is added from now on. */
export function turnAwayTooMany(server: FastifyInstance, shedding: Shedding): void {
  server.decorateRequest("turnedAway", false);
  server.decorateRequest("place", undefined);
  server.addHook("onRoute", (route) => {
    const { whileOverloaded, staysOpen } = route.config ?? {};
    if (whileOverloaded === "everybody") return;
    const bodiless = ["GET", "HEAD"].includes([route.method].flat()[0] ?? "");
    const way = bodiless ? "reads" : "writes";
    const gate = gateOf(shedding, way, whileOverloaded === "reserved", staysOpen);
    route.onRequest = [bodiless ? gate.enter : gate.look, ...[route.onRequest ?? []].flat()];
    if (!bodiless) route.preValidation = [gate.enter, ...[route.preValidation ?? []].flat()];
    route.onSend = [...[route.onSend ?? []].flat(), gate.leave];
  });
}

type Gate = {
  /** A body is still to come, from a stranger, and may take its time: who is sure to be turned away need not send it. */
  look: onRequestHookHandler;
  enter: onRequestHookHandler & preValidationHookHandler;
  /**
   * Once the answer is made: who takes it slowly is in nobody's way. Who has left meanwhile is worked for all the same, and counts
   * until then: otherwise they could ask for as much as they like.
   */
  leave: onSendHookHandler;
};

function gateOf(
  shedding: Shedding,
  way: "reads" | "writes",
  reserved: boolean,
  staysOpen: true | string | undefined,
): Gate {
  const waits = ({ raw }: FastifyRequest) =>
    staysOpen === true || (staysOpen !== undefined && raw.url?.includes(`${staysOpen}=`) === true);
  const placeFor = (): Place | undefined => {
    if (reserved && shedding.enter("reserved")) return "reserved";
    return shedding.enter(way) ? way : undefined;
  };
  return {
    look(request, reply, done) {
      if ((reserved && shedding.mayPass("reserved")) || shedding.mayPass(way)) done();
      else turnAway(request, reply);
    },
    enter(request, reply, done) {
      if (staysOpen !== undefined && waits(request)) {
        if (shedding.mayPass(way)) return done();
      } else {
        request.place = placeFor();
        if (request.place !== undefined) return done();
      }
      turnAway(request, reply);
    },
    leave(request, _reply, payload, done) {
      const { place } = request;
      request.place = undefined;
      if (place !== undefined) shedding.leave(place);
      done(null, payload);
    },
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
