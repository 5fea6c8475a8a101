/**
 * One bucket of requests: it fills up evenly, a request takes a token, and who finds none has to wait.
 *
 * Every process has a bucket of its own for the same callers, and they tell one another what was spent (request-use.ts).
 * What stays under a tenth is not worth telling: neither a tenth of the bucket at once, nor a tenth of what flows in.
 */
export type Bucket = {
  id: string;
  /** Below nought where others have spent as well what was believed to be here: that is waited for too. */
  tokens: number;
  filledAt: number;
  /** A minute's worth. */
  size: number;
  /** Spent here, and told to nobody yet. */
  untold: number;
  /** So much of it is gone, here and elsewhere, that everything is told. */
  watched: boolean;
};

export const windowSeconds = 60;
/** Of the bucket, and of what flows in. */
const quietShare = 0.1;

export function fullBucket(id: string, size: number, now: number): Bucket {
  return { id, tokens: size, filledAt: now, size, untold: 0, watched: false };
}

/** Lets flow in what the time since then has brought. */
export function fill(bucket: Bucket, size: number, now: number): void {
  // what was spent stays spent: who is given more has more left at once, who is given less may have none
  if (bucket.size !== size) {
    bucket.tokens = Math.max(Math.min(0, bucket.tokens), bucket.tokens + size - bucket.size);
    bucket.size = size;
  }
  const inflow = (now - bucket.filledAt) * perMs(bucket);
  bucket.tokens = Math.min(size, bucket.tokens + inflow);
  if (!bucket.watched) bucket.untold = Math.max(0, bucket.untold - inflow * quietShare);
  bucket.filledAt = now;
}

/** Takes a token. @returns whether others should be told */
export function spend(bucket: Bucket): boolean {
  bucket.tokens -= 1;
  bucket.untold += 1;
  return bucket.watched || bucket.untold > bucket.size * quietShare;
}

/**
 * Learns how much is lacking once what everybody told is put together.
 * @param lacking up to twice the size: a whole bucket is waited for at most
 */
export function learn(bucket: Bucket, lacking: number, now: number): void {
  fill(bucket, bucket.size, now);
  // one's own book may say less: it knows what was never told
  bucket.tokens = Math.min(bucket.tokens, bucket.size - lacking - bucket.untold);
  bucket.watched = lacking >= bucket.size * quietShare;
}

/** How long it takes, in whole seconds, until there are so many tokens. */
export function secondsUntil(bucket: Bucket, tokens: number): number {
  return Math.max(0, Math.ceil((tokens - bucket.tokens) / perMs(bucket) / 1_000));
}

const perMs = ({ size }: Bucket) => size / (windowSeconds * 1_000);
