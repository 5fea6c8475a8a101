/** What stays of what was thrown at a server: a look at its heap after each round, with the garbage collected. */

const mib = 1024 * 1024;
/** Caches fill in the first rounds, and a little comes and goes. */
const warming = 2;
export const allowedMib = 24;

/**
 * The least of the later rounds against the least of the earlier ones: a peak is no leak.
 * @param heaps in bytes, one per round
 * @returns MiB that stayed, where these are too many
 */
export function grown(heaps: number[], allowed = allowedMib): number | undefined {
  const warm = heaps.slice(warming);
  if (warm.length < 4) return undefined;
  const third = Math.ceil(warm.length / 3);
  const stayed = (Math.min(...warm.slice(-third)) - Math.min(...warm.slice(0, third))) / mib;
  return stayed > allowed ? stayed : undefined;
}
