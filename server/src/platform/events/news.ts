/**
 * Who has news: the relay notifies once per batch, and whoever waits for an organization's next event is woken. A
 * notification that gets lost is made good by looking once a second at how far the watched feeds are.
 */
import { type Database, sql } from "#platform/db";

export type News = {
  /**
   * Calls `heard` whenever the organization has news, or may have.
   * @returns how to leave
   */
  of(organizationId: string, heard: (by: HeardBy) => void): () => void;
  /** Listens anew: notifications do not come, although looking finds what they should have told. */
  renew(): void;
  stop(): Promise<void>;
};

/** `look`: nobody said so, it was found. */
export type HeardBy = "notification" | "look";

const lookEveryMs = 1_000;

export async function openNews(database: Database): Promise<News> {
  const watched = new Map<string, Set<(by: HeardBy) => void>>();
  /** How far each feed was when somebody looked last. */
  const seen = new Map<string, number>();
  const tell = (organizationId: string, by: HeardBy) => {
    for (const heard of [...(watched.get(organizationId) ?? [])]) heard(by);
  };
  const listening = await database.listen("plinth_feed", (payload) => {
    for (const id of payload === "*" ? [...watched.keys()] : payload.split(",")) tell(id, "notification");
  });

  const look = async (): Promise<void> => {
    if (watched.size === 0) return;
    const heads = await database.system<{ id: string; seq: number }>(sql`
      select organization_id as id, seq from plinth.organization_feed
       where organization_id = any (${[...watched.keys()]}::uuid[])`);
    for (const { id, seq } of heads) {
      const before = seen.get(id);
      if (!watched.has(id) || before === seq) continue;
      seen.set(id, seq);
      tell(id, "look");
    }
  };
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch(() => {}) // it looks again in a second
      .finally(() => {
        looking = false;
      });
  }, lookEveryMs);
  timer.unref();

  return {
    of(organizationId, heard) {
      const those = watched.get(organizationId) ?? new Set();
      watched.set(organizationId, those);
      those.add(heard);
      return () => {
        those.delete(heard);
        if (those.size > 0 || watched.get(organizationId) !== those) return;
        watched.delete(organizationId);
        seen.delete(organizationId);
      };
    },
    renew: listening.renew,
    async stop() {
      clearInterval(timer);
      await listening.stop();
      for (const id of [...watched.keys()]) tell(id, "look");
    },
  };
}
