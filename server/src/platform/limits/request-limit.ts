/**
 * How many requests an organization may send, and each of its actors: buckets of tokens, in memory. They are there so that
 * one tenant's runaway script is no outage for the others, nor one actor's for its colleagues, and cost about a microsecond
 * a request. Other processes learn what was spent, where it is told to them (request-use.ts), half a second later.
 */
import { LRUCache } from "lru-cache";
import { defineProblem } from "#platform/errors";
import { type Bucket, fill, fullBucket, secondsUntil, spend, windowSeconds } from "./request-bucket.ts";

export const rateLimited = defineProblem({
  code: "rate_limited",
  status: 429,
  title: "Too many requests",
  describe:
    "You or your organization have sent more requests than you may, or as many exports are under way as may be at once; the detail says which. One actor may send half of what its organization may. Nothing was done. `RateLimit` says in every answer how many requests are left, `RateLimit-Policy` how many there are per minute. Try again after `Retry-After` seconds.",
  remedy:
    "Wait `Retry-After` seconds, then repeat the request as it is. Who sends many objects uses `…/batch`, which is one request; who waits for news asks `GET /v1/events` with `wait`. Whoever runs the installation can give an organization more. What takes access away, such as revoking a key, is never counted.",
});

/** What an answer says of it (draft-ietf-httpapi-ratelimit-headers). */
export type RequestAllowance = {
  /** `"organization";q=12000;w=60, "actor";q=6000;w=60` */
  policy: string;
  /** `"actor";r=5999;t=1`: what is left where less is left, and in how many seconds all of it is there again. */
  left: string;
  /** Where less is left, or more is lacking. */
  by: Limited;
  /** Null: come in. Otherwise in how many seconds there is a token again, at least 1. */
  retryAfterSeconds: number | null;
};

export type Limited = "organization" | "actor";

export type RequestLimit = {
  /**
   * Takes a token of both, or of neither.
   * @param actorId whoever is one caller, with however many credentials
   * @param perMinute of this organization; null is what everybody may
   * @returns undefined where nothing limits it
   */
  take(organizationId: string, actorId: string, perMinute: number | null): RequestAllowance | undefined;
};

/** Who is forgotten among so many begins with a full bucket again. */
const mostOrganizations = 10_000;
const mostActors = 40_000;

type Options = {
  /** Hears of a bucket of which others should know what was spent; must cost next to nothing. Absent: nobody is told. */
  tell?: (bucket: Bucket) => void;
  /** A steady clock: one that is set must neither fill nor empty buckets. */
  nowMs?: () => number;
};

/**
 * A minute's worth may come at once; it fills up again evenly.
 * @param everybodys requests per minute; 0 is no limit
 */
export function createRequestLimit(
  everybodys: number,
  { tell = () => {}, nowMs = () => performance.now() }: Options = {},
): RequestLimit {
  const organizations = new LRUCache<string, Bucket>({ max: mostOrganizations });
  const actors = new LRUCache<string, Bucket>({ max: mostActors });

  return {
    take(organizationId, actorId, own) {
      const perMinute = own ?? everybodys;
      if (perMinute === 0) return undefined;
      const now = nowMs();
      const ofAll = filled(organizations, organizationId, perMinute, now);
      const ofOne = filled(actors, `${organizationId} ${actorId}`, halfOf(perMinute), now);
      const admitted = ofAll.tokens >= 1 && ofOne.tokens >= 1;
      if (admitted) {
        if (spend(ofAll)) tell(ofAll);
        if (spend(ofOne)) tell(ofOne);
      }
      const [by, tighter]: [Limited, Bucket] = isTighter(ofOne, ofAll, admitted)
        ? ["actor", ofOne]
        : ["organization", ofAll];
      return {
        policy: `"organization";q=${perMinute};w=${windowSeconds}, "actor";q=${ofOne.size};w=${windowSeconds}`,
        left: `"${by}";r=${Math.max(0, Math.floor(tighter.tokens))};t=${secondsUntil(tighter, tighter.size)}`,
        by,
        retryAfterSeconds: admitted ? null : Math.max(1, secondsUntil(tighter, 1)),
      };
    },
  };
}

/** Of one it is one: whoever may send anything may send something. */
const halfOf = (perMinute: number) => Math.ceil(perMinute / 2);

function filled(buckets: LRUCache<string, Bucket>, id: string, size: number, now: number): Bucket {
  const known = buckets.get(id);
  if (known !== undefined) {
    fill(known, size, now);
    return known;
  }
  const full = fullBucket(id, size, now);
  buckets.set(id, full);
  return full;
}

/** The one with less left; of two that turn away the one that does so for longer. */
function isTighter(one: Bucket, other: Bucket, admitted: boolean): boolean {
  return admitted ? one.tokens < other.tokens : secondsUntil(one, 1) >= secondsUntil(other, 1);
}
