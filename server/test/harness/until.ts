/** Waiting for a condition: the only way in which a test may wait. */

/**
 * Asks again until the answer is neither undefined nor false.
 * @param what is named when it never comes, so that a red test says what was missing
 * @throws after `withinMs`, with the last error of the question if there was one
 */
export async function until<Answer>(
  what: string,
  question: () => Promise<Answer> | Answer,
  withinMs = 10_000,
): Promise<Exclude<Answer, undefined | false>> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  do {
    try {
      const answer = await question();
      if (answer !== undefined && answer !== false) return answer as Exclude<Answer, undefined | false>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  } while (performance.now() < deadline);
  throw new Error(`waited ${withinMs} ms in vain for ${what}`, { cause: last });
}

/** How long somebody rests who does the same again and again: the pace of a fake, never a wait for something to be true. */
export async function pace(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
