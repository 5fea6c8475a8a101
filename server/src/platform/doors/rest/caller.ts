/** Who sends a request: what the door can read of it, before anybody has looked at the credential. */
import type { FastifyRequest } from "fastify";
import { type AnyContext, createPublicContext, type Device } from "#platform/access";
import type { Audience } from "#platform/action";
import type { Clock } from "#platform/clock";
import { malformedRequest } from "#platform/errors";
import { uuidPattern } from "#platform/resource";
import type { Cookies } from "./cookies.ts";
import { refuseOtherSites, requireOwnSite } from "./cross-site.ts";

/** What the door knows of a caller before anybody has looked at the credential. */
export type Credential = {
  authorization: string | undefined;
  /** The session cookie, read only where no `Authorization` is sent. */
  cookie: string | undefined;
  /** `Plinth-Organization`: which of theirs a member acts for. */
  organization: string | undefined;
  /** Ask the database, whatever is remembered: the deed is sensitive. */
  fresh: boolean;
  requestId: string;
  address: string;
  device: Device;
  door: string;
};

/** @throws 401 when nobody is known by it. */
export type Authenticate = (credential: Credential) => AnyContext | Promise<AnyContext>;

export type Doorkeeper = {
  authenticate: Authenticate;
  cookies: Cookies;
  /** The origin of our own pages. */
  publicUrl: string;
  clock: Clock;
};

/** What a route asks of its callers. */
export type Admission = {
  audience: Audience | "anyone";
  fresh?: boolean;
  /** It takes access away: no flood of requests may keep anybody from that. */
  uncounted?: boolean | undefined;
  /** A cookie that is forgotten when nobody is known by the credential any more. */
  forgets?: string | undefined;
};

const reading = new Set(["GET", "HEAD"]);

/** @throws 400, 401 or 403. */
export function contextOf(
  keeper: Doorkeeper,
  request: FastifyRequest,
  { audience, fresh = false }: Admission,
): AnyContext | Promise<AnyContext> {
  const { headers } = request;
  const device = new RequestsDevice(request, keeper.cookies);
  const writes = !reading.has(request.method);
  const known = { requestId: request.id, address: request.ip, device, door: "rest" };
  if (audience === "public") {
    if (writes) refuseOtherSites(headers, keeper.publicUrl);
    return createPublicContext({ ...known, clock: keeper.clock });
  }
  const { authorization } = headers;
  const cookie = authorization === undefined ? device.cookie("session") : undefined;
  if (cookie !== undefined && writes) requireOwnSite(headers, keeper.publicUrl);
  const organization = organizationOf(headers["plinth-organization"]);
  return keeper.authenticate({ ...known, authorization, cookie, organization, fresh });
}

/**
 * Who sends it by now, asked again and again for as long as a stream is open: with what the request showed, and without
 * the request itself.
 * @throws 403 for a cookie that another site's page sent along
 */
export function standingCaller(
  { authenticate, cookies, publicUrl }: Doorkeeper,
  { headers, id: requestId, ip: address }: FastifyRequest,
): () => AnyContext | Promise<AnyContext> {
  const { authorization } = headers;
  const cookie = authorization === undefined ? cookies.read(headers.cookie, "session") : undefined;
  // a page of another site may open it, and would read along
  if (cookie !== undefined) refuseOtherSites(headers, publicUrl);
  const organization = organizationOf(headers["plinth-organization"]);
  const standing = {
    authorization,
    cookie,
    organization,
    fresh: false,
    requestId,
    address,
    device: noDevice,
  };
  return () => authenticate({ ...standing, door: "stream" });
}

const noDevice: Device = { userAgent: null, cookie: () => undefined };

function organizationOf(given: string | string[] | undefined): string | undefined {
  if (given === undefined) return undefined;
  const id = String(given).toLowerCase();
  if (!uuidPattern.test(id))
    throw malformedRequest("Plinth-Organization takes the id of one of your organizations.");
  return id;
}

class RequestsDevice implements Device {
  #request: FastifyRequest;
  #cookies: Cookies;

  constructor(request: FastifyRequest, cookies: Cookies) {
    this.#request = request;
    this.#cookies = cookies;
  }

  get userAgent(): string | null {
    return this.#request.headers["user-agent"] ?? null;
  }

  cookie(name: string): string | undefined {
    return this.#cookies.read(this.#request.headers.cookie, name);
  }
}
