/** The smallest wish that still fails: whatever is left of it is why. */

/**
 * Greedy: the first simpler one that fails as well takes its place, until none does.
 * @param most so many are tried, because each is a request
 */
export async function shrink<Wish>(
  from: Wish,
  simpler: (wish: Wish) => Iterable<Wish>,
  fails: (wish: Wish) => Promise<boolean>,
  most = 400,
): Promise<Wish> {
  let smallest = from;
  let tried = 0;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of simpler(smallest)) {
      if (tried++ >= most) return smallest;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      found = true;
      break;
    }
  }
  return smallest;
}
