/** How many streams a caller and an organization may hold open at a process, and how long one may be silent. */
import type { Context } from "#platform/access";
import { defineProblem } from "#platform/errors";

export const tooManyStreams = defineProblem({
  code: "too_many_streams",
  status: 429,
  title: "Too many streams are open",
  describe:
    "You, or your organization, hold as many streams open as one may. Close those that nobody reads; several topics go through one stream.",
});

export type StreamLimits = {
  perActor: number;
  perOrganization: number;
  /** As often a stream says that it lives; whoever has not answered by the next time is gone. Absent: 15 s. */
  beatEveryMs?: number;
};

const usualStreamLimits: StreamLimits = { perActor: 100, perOrganization: 20_000 };

export type StreamLimit = {
  /** @throws 429 @returns how to give the place back */
  take(context: Pick<Context, "organizationId" | "actor">): () => void;
};

/** @param given what is absent is as usual */
export function createStreamLimit(given: Partial<StreamLimits>): StreamLimit {
  const { perActor, perOrganization } = { ...usualStreamLimits, ...given };
  const open = new Map<string, number>();
  const change = (key: string, by: 1 | -1) => {
    const count = (open.get(key) ?? 0) + by;
    if (count === 0) open.delete(key);
    else open.set(key, count);
  };
  return {
    take({ organizationId, actor }) {
      const own = `${organizationId} ${actor.kind}:${actor.id}`;
      if ((open.get(own) ?? 0) >= perActor)
        throw tooManyStreams(`You hold ${perActor} streams open at this process.`, { retryAfterSeconds: 10 });
      if ((open.get(organizationId) ?? 0) >= perOrganization)
        throw tooManyStreams(`Your organization holds ${perOrganization} streams open at this process.`, {
          retryAfterSeconds: 10,
        });
      change(own, 1);
      change(organizationId, 1);
      return () => {
        change(own, -1);
        change(organizationId, -1);
      };
    },
  };
}
