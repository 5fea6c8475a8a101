/**
 * How many requests an organization may send to this process: a bucket of tokens for each, in memory. No truth: N
 * processes admit N times as many, and a restart fills the buckets. It is there so that one tenant's runaway script is
 * no outage for the others, and costs no statement, no timer and less than a microsecond a request.
 */
import { LRUCache } from "lru-cache";
import { defineProblem } from "#platform/errors";

export const rateLimited = defineProblem({
  code: "rate_limited",
  status: 429,
  title: "Too many requests",
  describe:
    "Your organization has sent more requests than it may, or has as many exports under way as it may have at once; the detail says which. Nothing was done. `RateLimit` says in every answer how many requests are left, `RateLimit-Policy` how many there are per minute. Try again after `Retry-After` seconds.",
  remedy:
    "Wait `Retry-After` seconds, then repeat the request as it is. Who sends many objects uses `…/batch`, which is one request; who waits for news asks `GET /v1/events` with `wait`. Whoever runs the installation can give an organization more.",
});

/** What an answer says of it (draft-ietf-httpapi-ratelimit-headers). */
export type RequestAllowance = {
  /** `"organization";q=12000;w=60` */
  policy: string;
  /** `"organization";r=11999;t=1`: what is left, and in how many seconds all of it is there again. */
  left: string;
  /** Null: come in. Otherwise in how many seconds there is a token again, at least 1. */
  retryAfterSeconds: number | null;
};

export type RequestLimit = {
  /**
   * Takes a token.
   * @param perMinute of this organization; null is what everybody may
   * @returns undefined where nothing limits it
   */
  take(organizationId: string, perMinute: number | null): RequestAllowance | undefined;
};

type Bucket = { tokens: number; filledAt: number; perMinute: number; policy: string };

/** Who is forgotten among so many begins with a full bucket again. */
const mostBuckets = 10_000;
const windowSeconds = 60;
const name = '"organization"';

/**
 * A minute's worth may come at once; it fills up again evenly.
 * @param everybodys requests per minute; 0 is no limit
 * @param nowMs a steady clock: one that is set must neither fill nor empty buckets
 */
export function createRequestLimit(everybodys: number, nowMs = () => performance.now()): RequestLimit {
  const buckets = new LRUCache<string, Bucket>({ max: mostBuckets });

  return {
    take(organizationId, own) {
      const perMinute = own ?? everybodys;
      if (perMinute === 0) return undefined;
      const now = nowMs();
      const bucket = buckets.get(organizationId) ?? fresh(organizationId, perMinute, now);
      if (bucket.perMinute !== perMinute) resize(bucket, perMinute);
      const perMs = perMinute / (windowSeconds * 1_000);
      bucket.tokens = Math.min(perMinute, bucket.tokens + (now - bucket.filledAt) * perMs);
      bucket.filledAt = now;
      const admitted = bucket.tokens >= 1;
      if (admitted) bucket.tokens -= 1;
      const full = Math.ceil((perMinute - bucket.tokens) / perMs / 1_000);
      return {
        policy: bucket.policy,
        left: `${name};r=${Math.floor(bucket.tokens)};t=${full}`,
        retryAfterSeconds: admitted ? null : Math.max(1, Math.ceil((1 - bucket.tokens) / perMs / 1_000)),
      };
    },
  };

  function fresh(organizationId: string, perMinute: number, now: number): Bucket {
    const bucket = { tokens: perMinute, filledAt: now, perMinute, policy: policyOf(perMinute) };
    buckets.set(organizationId, bucket);
    return bucket;
  }
}

/** What was spent stays spent: who is given more has more left at once, who is given less may have none. */
function resize(bucket: Bucket, perMinute: number): void {
  bucket.tokens = Math.max(0, bucket.tokens + perMinute - bucket.perMinute);
  bucket.perMinute = perMinute;
  bucket.policy = policyOf(perMinute);
}

const policyOf = (perMinute: number) => `${name};q=${perMinute};w=${windowSeconds}`;
