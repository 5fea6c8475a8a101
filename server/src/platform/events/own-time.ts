/**
 * A clock that stands still while this process does: it is looked at often, and however long nobody has, at most `mostMs`
 * went by. One that was stopped does not take its own absence for the lateness of others.
 */
export function ownTime(mostMs: number): () => number {
  let passedMs = 0;
  let lookedMs = performance.now();
  return () => {
    const nowMs = performance.now();
    passedMs += Math.min(nowMs - lookedMs, mostMs);
    lookedMs = nowMs;
    return passedMs;
  };
}
