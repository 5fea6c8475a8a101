/**
 * What a stream may cost, and what it may not tell: who does not take what they are told is let go and costs nobody else a
 * moment, and a right that is lost is lost within a second, however much happens.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { startInstance } from "#harness/instance";
import { assertContiguous, type Listener, listenBySocket, listenBySse, type Told } from "#harness/live";
import { testPerson } from "#harness/people";
import { frame, handshake, openedRaw, type RawSocket, rawSocket } from "#harness/raw-socket";
import { type Shop, shop } from "#harness/shop";
import { relayed } from "#harness/trail";
import { pace, until } from "#harness/until";

const t = await testApp();
const { adminUrl } = t.database;
const streamRequest = (key: string, after = "now") =>
  `GET /v1/events/stream?after=${after} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\nconnection: close\r\n\r\n`;

describe("who does not take what they are told", () => {
  test("is let go at the end of their budget and goes on from their cursor, while others hear everything at once", async () => {
    const s = await shop(t);
    await relayed(adminUrl);
    const honest = [await listenBySse(t.url, s), await listenBySocket(t.url, s)];
    const asleep = [rawSocket(t.url, streamRequest(s.key)), await openedRaw(t.url, s.key)] as const;
    const slow = [rawSocket(t.url, streamRequest(s.key)), await openedRaw(t.url, s.key)] as const;
    for (const raw of [asleep[0], slow[0]])
      await until("the stream to begin", () => raw.head.includes("retry:"));
    for (const { socket } of [...asleep, ...slow]) socket.pause();
    const reading = setInterval(() => slow.map(({ socket }) => socket.read(1)), 1_000);

    const before = await dropped();
    let said = 0;
    for (; (await dropped()) < before + 4; said += 20) {
      assert.ok(said < 400, "nobody was let go");
      await muchHappens(s, 20);
      const startedAt = performance.now();
      for (const listener of honest)
        await until("others to hear of it", () => listener.events.length === said + 20);
      assert.ok(performance.now() - startedAt < 2_000, `${performance.now() - startedAt} ms`);
    }
    assert.equal(await dropped(), before + 4);
    for (const { socket } of asleep) socket.resume(); // in time for what was said last
    assert.match(await textOf(asleep[0]), /event: end\ndata: \{"code":"too_slow",.*\}\n\n/);
    assert.equal(await asleep[1].ended, 4408);
    for (const { socket } of slow)
      await until("who is slow to be hung up on", () => socket.destroyed || read(socket));
    clearInterval(reading);

    const heard = eventsIn(asleep[0].head);
    const again = await listenBySse(t.url, { key: s.key, after: heard.cursor });
    await until("the rest", () => heard.events.length + again.events.length === said);
    assertContiguous([...heard.events, ...again.events]);
    assert.deepEqual(honest[0]?.events, [...heard.events, ...again.events]);
    for (const listener of [...honest, again]) listener.close();
  });

  test("gets no answers either", async () => {
    const s = await shop(t);
    await muchHappens(s, 100);
    const raw = rawSocket(t.url, handshake(s.key, { path: "/v1/events/socket?after=0" }));
    await until("the socket to be ready", () => raw.frames.length > 0);
    raw.socket.pause();
    const before = await dropped();
    await until("the answers to be given up", async () => {
      raw.write(frame('{"type":"ping"}'));
      return (await dropped()) > before;
    });
    raw.socket.resume();
    assert.equal(await raw.ended, 4408);
  });

  test("or whose link has gone silent, is let go when they were not heard of from one beat to the next", async () => {
    const wish = { streamLimits: { perActor: 10, perOrganization: 10, beatEveryMs: 300 } };
    const other = await startInstance(t.database, wish);
    const s = await shop(t);
    await muchHappens(s, 100);
    const honest = await listenBySocket(other.url, s);
    const before = await dropped();
    const silent = await openedRaw(other.url, s.key); // answers no ping
    const stuck = rawSocket(other.url, streamRequest(s.key, "0"));
    await until("the stream to begin", () => stuck.head !== "");
    stuck.socket.pause();
    assert.equal(await silent.ended, 1006);
    await until("what waits for nobody to be given up", async () => (await dropped()) > before);
    stuck.socket.destroy();
    const last = await s.customer();
    await until("others to hear on", () => honest.events.some(({ subject }) => subject.id === last));
    honest.close();
    await other.close();
  });
});

describe("a right that is lost while much happens", () => {
  type Loss = {
    /** What one can no longer read from then on, as what is told of it is called. */
    lost(event: Told): boolean;
    lose(): Promise<unknown>;
    key: string;
  };

  const losses: Record<string, (s: Shop, own: string) => Promise<Loss>> = {
    "a permission that is taken from a role": async (s) => {
      const permissions = ["customers:read", "products:read", "roles:read"];
      const role = await s.make("/v1/roles", { name: "watcher", permissions });
      const { token: key } = await testPerson(t, { organization: s.organization, role: "watcher" });
      const body = { permissions: ["products:read", "roles:read"] };
      const lose = () => changed(s, `/v1/roles/${role}`, body);
      return { key, lose, lost: ({ subject }) => subject.type === "customer" };
    },
    "another role, after the whole feed": async (s) => {
      const member = await testPerson(t, { organization: s.organization, role: "admin" });
      const lose = () => changed(s, `/v1/members/${member.id}`, { role: "warehouse" });
      return { key: member.token, lose, lost: ({ subject }) => subject.type === "customer" };
    },
    "a customer who is no longer theirs": async (s, own) => {
      await s.make("/v1/roles", {
        name: "district",
        permissions: ["customers:read", "products:read"],
        scope: "assigned",
      });
      const member = await testPerson(t, { organization: s.organization, role: "district" });
      const assignment = await s.make("/v1/customer_assignments", { member_id: member.id, customer_id: own });
      const lose = async () => {
        const { status, text } = await s.ask("DELETE", `/v1/customer_assignments/${assignment}`, {
          headers: { "if-match": "*" },
        });
        assert.ok(status < 300, text);
      };
      return { key: member.token, lose, lost: ({ subject }) => subject.id === own };
    },
  };

  for (const [what, prepare] of Object.entries(losses))
    test(`${what}: nothing of it is told that happened a second later`, async () => {
      const s = await shop(t);
      const own = await s.customer();
      const other = await startInstance(t.database);
      const { key, lose, lost } = await prepare(s, own);
      const over = new AbortController();
      const happening = Promise.all([
        again(over.signal, () => changed(s, `/v1/customers/${own}`, { name: `Renamed ${Math.random()}` })),
        again(over.signal, () => s.product()),
      ]);
      // each comes back as often as it is ended, with its cursor
      const readers = [t.url, other.url].flatMap((url) =>
        [listenBySse, listenBySocket].map((listen) => comingBack(over.signal, listen, url, key)),
      );
      await until("everybody to hear of it", () => readers.every(({ events }) => events.some(lost)));
      await lose();
      const later = Date.now() + 1_000; // one machine, one clock
      const after = ({ occurred_at }: Told) => Date.parse(occurred_at) > later;
      const goesOn = (event: Told) => !lost(event) && after(event);
      await until("everybody to hear of the rest for a while", () =>
        readers.every(({ events }) => events.filter(goesOn).length >= 10),
      );
      over.abort();
      await happening;
      for (const { events, refused } of readers) {
        assert.deepEqual(
          events.filter((event) => lost(event) && after(event)),
          [],
        );
        assert.deepEqual(refused(), []);
      }
      await Promise.all(readers.map(({ end }) => end));
      await other.close();
    });

  async function again(signal: AbortSignal, deed: () => Promise<unknown>): Promise<void> {
    while (!signal.aborted) {
      await deed();
      await pace(5);
    }
  }

  async function changed(s: Shop, path: string, body: object): Promise<void> {
    const { status, text } = await s.ask("PATCH", path, { body, headers: { "if-match": "*" } });
    assert.equal(status, 200, text);
  }

  function comingBack(signal: AbortSignal, listen: typeof listenBySse, url: string, key: string) {
    const before: Told[] = [];
    const refusals: string[] = [];
    let current: Listener | undefined;
    const go = async (): Promise<void> => {
      for (let after = "now"; !signal.aborted; ) {
        current = await listen(url, { key, after });
        const gone = Promise.withResolvers<string>();
        signal.addEventListener("abort", () => gone.resolve("over"));
        const code = await Promise.race([current.ended, gone.promise]);
        if (!["over", "4403", "rights_changed"].includes(code)) refusals.push(code);
        before.push(...current.events);
        // the number of the whole feed is no cursor of a part of it
        after = "now";
        current.close();
        current = undefined;
      }
    };
    return {
      end: go(),
      refused: () => refusals,
      get events() {
        return [...before, ...(current?.events ?? [])];
      },
    };
  }
});

/** So many facts of 100 kB each, as nobody writes them. */
async function muchHappens({ organization }: Shop, times: number): Promise<void> {
  await execute(
    adminUrl,
    `insert into plinth.outbox (organization_id, type, subject_type, subject_id, subject_version, actor, data)
     select $1, 'product.updated', 'product', gen_random_uuid(), 1, 'system:somebody',
            json_build_object('much', repeat('x', 100000))::text
       from generate_series(1, $2)`,
    [organization, times],
  );
  await relayed(adminUrl);
}

/** As the server counts them, for all of its metrics. */
async function dropped(): Promise<number> {
  const { text } = await t.ask("GET", "/metrics");
  return Number(/^plinth_stream_ends_total\{code="too_slow"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

async function textOf(raw: RawSocket): Promise<string> {
  await raw.ended;
  return raw.head;
}

function eventsIn(text: string): { events: Told[]; cursor: string } {
  const blocks = [...text.matchAll(/id: (\S+)\r?\ndata: (\{.*\})\r?\n/g)];
  return { events: blocks.map(([, , data = ""]) => JSON.parse(data)), cursor: blocks.at(-1)?.[1] ?? "" };
}

/** Takes what has come, to see whether more will. */
function read(socket: RawSocket["socket"]): boolean {
  socket.resume();
  return socket.destroyed;
}
