/** What the tests of webhooks share: an application with a clock that they turn, a receiver, and their words. */
import assert from "node:assert/strict";
import { after, afterEach } from "node:test";
import { type Received, startReceiver } from "#fakes/receiver";
import { testApp } from "./app.ts";
import { execute } from "./execute.ts";
import { type Shop, shop } from "./shop.ts";
import { until } from "./until.ts";

export type Endpoint = { id: string; path: string; at: string; secret: string };

export const hourMs = 3_600_000;

/** One application for a file of tests. */
export async function webhookStage() {
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const clock = { now, forDatabase: () => (aheadMs === 0 ? "" : now().toISOString()) };
  const t = await testApp({ clock, jobs: true });
  const { adminUrl } = t.database;
  const s: Shop = await shop(t);
  const receiver = await startReceiver({ now });
  after(() => receiver.close());
  afterEach(() => receiver.misbehave(undefined));
  const secrets: string[] = [];
  let made = 0;

  /** Time goes on: what waits for a retry is due, and a breaker that opened may be tried. */
  const passing = async (ms = 20_000): Promise<void> => {
    aheadMs += ms;
    await execute(adminUrl, "update plinth.destinations set retry_at = now() where breaker = 'open'");
  };

  /** Waits while time goes on: a few times a second, as looking at the clock costs, too. */
  const inTime = async <Answer>(what: string, question: () => Promise<Answer> | Answer) => {
    let last = performance.now();
    const asked = async () => {
      const answer = await question();
      if ((answer === undefined || answer === false) && performance.now() - last > 200) {
        await passing();
        last = performance.now();
      }
      return answer;
    };
    return await until(what, asked, 30_000);
  };

  return {
    t,
    s,
    adminUrl,
    receiver,
    clock,
    now,
    passing,
    inTime,
    /** Turns the clock, and no more. */
    turn(ms: number): void {
      aheadMs += ms;
    },
    newPath: () => `/${++made}`,
    /** The receiver knows this one too, from now on. */
    learn(secret: string): void {
      secrets.push(secret);
      receiver.knows(...secrets);
    },
    async endpoint(wish: object = {}): Promise<Endpoint> {
      const path = `/${++made}`;
      const body = { url: receiver.url + path, events: ["product.*"], ...wish };
      const answer = await s.post("/v1/webhook_endpoints", body);
      assert.equal(answer.status, 201, answer.text);
      const { id, secret } = answer.json;
      this.learn(secret);
      return { id, path, at: `/v1/webhook_endpoints/${id}`, secret };
    },
    read: async ({ at }: Endpoint) => (await s.get(at)).json,
    async does({ at }: Endpoint, verb: string, body: object = {}) {
      const answer = await s.post(`${at}/${verb}`, body);
      assert.ok(answer.status < 300, answer.text);
      return answer.json;
    },
    remove: (e: Endpoint) => s.ask("DELETE", e.at),
    deliveries: async ({ id }: Endpoint, query = "") =>
      (await s.get(`/v1/deliveries?endpoint_id=${id}&sort=number&limit=200${query}`)).json.data,
    /** Waits until the receiver has so many numbers of it, and no hole. */
    complete: (e: Endpoint, count: number) =>
      inTime(
        `${count} deliveries of ${e.path}`,
        () => receiver.holes(e.path).length === 0 && numbersOf(receiver.taken(e.path)).length === count,
      ),
    async products(count: number): Promise<string[]> {
      const items = Array.from({ length: count }, () => ({ sku: `W-${++made}`, name: "Chai" }));
      const { status, json, text } = await s.post("/v1/products/batch", { items });
      assert.equal(status, 200, text);
      return json.data.map(({ id }: { id: string }) => id);
    },
    change: (product: string | undefined, version: number) =>
      s.ask("PATCH", `/v1/products/${product}`, {
        body: { name: `version ${version}` },
        headers: { "if-match": `"${version}"` },
      }),
    async jobsOf({ id }: Endpoint, where = "true"): Promise<number> {
      const text = `select count(*)::int as n from plinth.jobs where destination_id = $1 and ${where}`;
      return Number((await execute(adminUrl, text, [id]))[0]?.n);
    },
  };
}

/** Each once, in order. */
export const numbersOf = (received: Received[]): number[] =>
  [...new Set(received.map(({ number }) => number))].sort((a, b) => a - b);

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Of each object in the order of the feed, and a repetition never behind something later. */
export function assertInOrder(received: Received[]): void {
  const last = new Map<string, number>();
  for (const { body } of received) {
    const { seq, subject } = JSON.parse(body);
    assert.ok(seq >= (last.get(subject.id) ?? 0), `${seq} came behind ${last.get(subject.id)}`);
    last.set(subject.id, seq);
  }
}

/** What was said to be complete was there. */
export function assertWatermark(requests: Received[]): void {
  const got = new Set<number>();
  let complete = 0;
  for (const { number, completeUpTo, taken } of requests) {
    while (got.has(complete + 1)) complete++;
    assert.ok(completeUpTo <= complete, `complete up to ${complete}, and ${completeUpTo} is said`);
    if (taken) got.add(number);
  }
}
