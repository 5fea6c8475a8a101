/**
 * Whoever follows the feed as a program should: through whichever door lets them in, at whichever process, from the
 * cursor that they had last.
 */
import { askAt } from "#harness/instance";
import { type Listener, listenBySocket, listenBySse, type Told } from "#harness/live";
import { pace } from "#harness/until";

export type Door = "sse" | "socket" | "poll";

export type Follower = {
  name: string;
  /** Everything that they were told, over all of their connections. */
  told(): Told[];
  /** How often they went on through each door. */
  came: Record<Door, number>;
  isLinked(): boolean;
  /** The link breaks, with whatever was on its way. */
  cut(): void;
  /** Refusals other than that nobody is there. */
  refused: string[];
  end(): Promise<void>;
};

export type Reader = {
  name: string;
  doors: Door[];
  key: string;
  topics?: string;
  /** Proves anew who they are, when nobody knows them any more. */
  logIn?: () => Promise<string>;
};

/** From the beginning of the feed on, until they are ended. @param urls of every process */
export function follow(urls: readonly string[], { name, doors, topics, ...reader }: Reader): Follower {
  const over = new AbortController();
  const kept: Told[] = [];
  let { key } = reader;
  let cursor = "0";
  let listener: Listener | undefined;
  const follower: Follower = {
    ...{ name, refused: [], came: { sse: 0, socket: 0, poll: 0 } },
    told: () => [...kept, ...(listener?.events ?? [])],
    isLinked: () => listener !== undefined,
    cut: () => void listener?.cut(),
    async end() {
      over.abort();
      listener?.close();
      await following;
    },
  };
  const refusedBy = async (why: string): Promise<void> => {
    const status = /\b(4\d\d)\b/.exec(why)?.[1];
    if (status === "401" && reader.logIn !== undefined) key = await reader.logIn();
    else if (status !== undefined) follower.refused.push(why);
  };

  const listen = async (door: "sse" | "socket", url: string): Promise<void> => {
    const wish = { key, after: cursor, ...(topics === undefined ? {} : { topics }) };
    listener = await (door === "sse" ? listenBySse : listenBySocket)(url, wish);
    follower.came[door]++;
    const code = await listener.ended;
    kept.push(...listener.events);
    cursor = listener.cursor();
    listener = undefined;
    if (code === "resync_required" || code === "4410" || code === "rights_changed" || code === "4403")
      follower.refused.push(code);
  };

  const poll = async (url: string): Promise<void> => {
    const query = new URLSearchParams({ after: cursor, wait: "1", limit: "50", ...(topics && { topics }) });
    const { status, json, text } = await askAt(url, "GET", `/v1/events?${query}`, { key });
    if (status >= 500) return;
    if (status !== 200) return refusedBy(`${status} ${text}`);
    follower.came.poll++;
    kept.push(...json.data);
    cursor = json.next_cursor ?? cursor;
  };

  const goOn = async (): Promise<void> => {
    for (let times = 0; !over.signal.aborted; times++) {
      const door = doors[times % doors.length] ?? "poll";
      const url = urls[Math.floor(Math.random() * urls.length)] ?? "";
      try {
        if (door === "poll") for (let asked = 0; asked < 5 && !over.signal.aborted; asked++) await poll(url);
        else await listen(door, url);
      } catch (error) {
        await refusedBy(String(error)).catch(() => {}); // nobody is there: another time, another door
      }
      await pace(20 + Math.random() * 80);
    }
  };
  const following = goOn();
  return follower;
}
