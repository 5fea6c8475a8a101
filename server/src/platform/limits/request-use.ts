/**
 * What processes tell one another of the requests that were spent, so that N of them admit what one would: on one machine
 * or on many, through one row per bucket.
 *
 * About every half a second, and only while there is something to tell, ONE statement adds what was spent here of the
 * buckets that are worth it and answers how much is lacking in each, whoever spent it. Nothing waits for it. What goes
 * beyond a limit is bounded by what the processes admit between two of these, and is waited for afterwards; a process that
 * stays under a tenth of a limit tells nothing of it, so that up to ten of them could stay unnoticed beside one that does.
 */
import { type Database, sql } from "#platform/db";
import { type Bucket, learn } from "./request-bucket.ts";

export type RequestUse = {
  /** Puts a bucket on the list of what is told next. */
  tell(bucket: Bucket): void;
  /** Tells nothing any more; resolves when what is under way is over. */
  stop(): Promise<void>;
};

type Options = {
  database: Pick<Database, "system">;
  /** Hears once of each time that it begins to fail: meanwhile every process limits for itself. */
  failed: (error: unknown) => void;
  nowMs?: () => number;
  everyMs?: number;
};

const mostAtOnce = 1_000;
const purgeEveryMs = 60_000;
/** A row in which nothing can be lacking any more: at most two buckets' worth was. */
const forgottenAfterSeconds = 2 * 60;

export function shareRequestUse({
  database,
  failed,
  nowMs = () => performance.now(),
  everyMs = 500,
}: Options): RequestUse {
  const waiting = new Map<string, Bucket>();
  let timer: NodeJS.Timeout | undefined;
  let underWay = Promise.resolve();
  let toldAt = Number.NEGATIVE_INFINITY;
  let purgedAt = Number.NEGATIVE_INFINITY;
  let failing = false;
  let stopped = false;

  const soon = () => {
    if (timer !== undefined || stopped) return;
    const inMs = Math.max(0, toldAt + everyMs - nowMs());
    timer = setTimeout(() => {
      underWay = tellAll().finally(() => {
        timer = undefined;
        toldAt = nowMs();
        if (waiting.size > 0) soon();
      });
    }, inMs).unref();
  };

  const tellAll = async (): Promise<void> => {
    const told = [...waiting.values()]
      .slice(0, mostAtOnce)
      .map((bucket) => ({ bucket, spent: bucket.untold }));
    for (const { bucket } of told) {
      waiting.delete(bucket.id);
      bucket.untold = 0;
    }
    try {
      const lacking = await put(database, told);
      for (const { bucket } of told) learn(bucket, lacking.get(bucket.id) ?? 0, nowMs());
      failing = false;
      if (nowMs() - purgedAt > purgeEveryMs) {
        purgedAt = nowMs();
        await purge(database);
      }
    } catch (error) {
      // it may have been written all the same: rather counted twice for a minute than not at all
      for (const { bucket, spent } of told) bucket.untold = Math.min(bucket.size, bucket.untold + spent);
      if (!failing) failed(error);
      failing = true;
    }
  };

  return {
    tell(bucket) {
      waiting.set(bucket.id, bucket);
      soon();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}

type Told = { bucket: Bucket; spent: number };

/** @returns how much is lacking in each bucket, by its id */
async function put(database: Pick<Database, "system">, told: readonly Told[]): Promise<Map<string, number>> {
  // in one order: two processes that tell of the same buckets do not wait for each other in a circle
  const rows = await database.system<{ bucket: string; lacking: number }>(sql`
    insert into plinth.request_use as kept (bucket, per_minute, lacking, told_at)
    select bucket, size, spent, clock_timestamp()
      from unnest(${told.map(({ bucket }) => bucket.id)}::text[],
                  ${told.map(({ bucket }) => bucket.size)}::int[],
                  ${told.map(({ spent }) => spent)}::float8[]) as told (bucket, size, spent)
     order by bucket collate "C"
    on conflict (bucket) do update
       set lacking = least(2 * excluded.per_minute, excluded.lacking + greatest(0, kept.lacking
                   - greatest(0, extract(epoch from excluded.told_at - kept.told_at)) * excluded.per_minute / 60)),
           per_minute = excluded.per_minute,
           told_at = greatest(kept.told_at, excluded.told_at)
    returning bucket, lacking`);
  return new Map(rows.map(({ bucket, lacking }) => [bucket, lacking]));
}

async function purge(database: Pick<Database, "system">): Promise<void> {
  // `skip locked`: whoever tells at this moment holds rows in an order of their own
  await database.system(sql`
    delete from plinth.request_use
     where bucket in (select bucket
                        from plinth.request_use
                       where told_at < clock_timestamp() - ${forgottenAfterSeconds} * interval '1 second'
                         for update skip locked)`);
}
