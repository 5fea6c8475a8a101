/**
 * A Stripe for tests and for trying Plinth out: the part of its API that Plinth uses, with a page where a session is
 * paid, webhooks signed by the official SDK, a log of its own, and everything that goes wrong on demand.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { attend, type Desk, textOf } from "./desk.ts";
import { type Books, openBooks, type StripeEvent, type StripeObject } from "./stripe-books.ts";
import { calls, type Reply } from "./stripe-calls.ts";
import { type Endpoint, openEndpoints } from "./stripe-endpoints.ts";
import { readForm } from "./stripe-form.ts";
import { type CallTrouble, callTroubles, createHostility, type Hostility } from "./stripe-hostility.ts";
import { paidBy, payPage } from "./stripe-page.ts";

export type FakeCall = {
  call: string;
  idempotencyKey: string | undefined;
  status: number;
  replayed: boolean;
};
export type Delivery = { event: string; type: string; status: number };

export type FakeStripe = {
  url: string;
  /** Every call that came, in order. */
  log: FakeCall[];
  /** Every webhook that was sent, and how it was answered. */
  deliveries: Delivery[];
  books: Books;
  hostile: Hostility;
  /**
   * Where webhooks go from now on, beside what is registered; undefined holds them back: their events are in the books
   * all the same.
   */
  sendTo(url: string | undefined): void;
  /** The secrets that webhooks are signed with; several while one is being replaced. */
  signWith(secrets: string[]): void;
  /** Pays a session or an intent, or whatever else becomes of it. */
  pay(id: string, outcome?: "succeeded" | "failed" | "requires_action" | "processing"): void;
  /** Sends this event now. @returns the status that answered */
  send(event: StripeEvent, url: string): Promise<number>;
  /** Resolves when no webhook is on its way. */
  quiet(): Promise<void>;
  close(): Promise<void>;
};

export type FakeStripeOptions = {
  port?: number;
  /** Whether the process ends although nobody closed it. */
  inPassing?: boolean;
  secretKey: string;
  webhookSecret: string;
  accountId?: string;
  /** Where webhooks go. */
  webhookUrl?: string;
  /** Hears what happens, in words. */
  say?: (line: string) => void;
};

const mostTries = 5;
/** Who does not answer a webhook for so long has not taken it. */
const patienceMs = 10_000;

/** Starts on 127.0.0.1. @param options.port absent: any that is free */
export async function startFakeStripe(options: FakeStripeOptions): Promise<FakeStripe> {
  const { port = 0, secretKey, accountId = "acct_1Fake", say = () => {} } = options;
  const log: FakeCall[] = [];
  const deliveries: Delivery[] = [];
  const hostile = createHostility();
  const underWay = new Set<Promise<void>>();
  const sdk = new Stripe(secretKey);
  const endpoints = openEndpoints();
  let webhookUrl = options.webhookUrl;
  let secrets = [options.webhookSecret];

  const send = async (event: StripeEvent, url: string, by = secrets): Promise<number> => {
    const payload = JSON.stringify(event);
    const headers = { "content-type": "application/json", "stripe-signature": signed(sdk, payload, by) };
    const signal = AbortSignal.timeout(patienceMs);
    const status = await fetch(url, { method: "POST", headers, body: payload, signal })
      .then(async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      })
      .catch(() => 0);
    deliveries.push({ event: event.id, type: event.type, status });
    say(`sent ${event.type}, ${status === 0 ? "nobody answered" : `answered ${status}`}`);
    return status;
  };
  const deliver = async (event: StripeEvent, to: Omit<Endpoint, "events">): Promise<void> => {
    for (let tries = 1; tries <= mostTries; tries++) {
      if ((await send(event, to.url, to.secrets)) === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 100 * tries));
    }
  };
  const books = openBooks((event) => {
    const standing = webhookUrl === undefined ? [] : [{ url: webhookUrl, secrets }];
    for (const to of [...standing, ...endpoints.for(event.type)]) {
      for (const one of hostile.deliveries(event)) {
        const sent = deliver(one, to).finally(() => underWay.delete(sent));
        underWay.add(sent);
      }
    }
  });
  const desk: Desk = {
    log: () => ({ calls: log, deliveries, events: books.events }),
    troubles: [...callTroubles, "webhooks_lost", "webhooks_twice"],
    trouble(name, times, at = "POST /v1/") {
      if (name === "webhooks_lost") hostile.repeat(0);
      else if (name === "webhooks_twice") hostile.repeat(2);
      // the desk asked for one of its own list
      else for (let i = 0; i < times; i++) hostile.next(at, name as CallTrouble);
    },
    calm: () => hostile.calm(),
  };

  const answered = new Map<string, { fingerprint: string; reply: Reply }>();
  const respond = (
    request: IncomingMessage,
    text: string,
  ): { reply: Reply; replayed: boolean; call: string } => {
    const { pathname, search } = new URL(request.url ?? "/", "http://fake");
    const [call, id] = namedCall(`${request.method} ${pathname}`);
    const asked = { books, endpoints, form: readForm(text || search.slice(1)), id, url: fake.url, accountId };
    const key = request.headers["idempotency-key"];
    if (request.headers.authorization !== `Bearer ${secretKey}`)
      return {
        call,
        replayed: false,
        reply: problem(401, "invalid_request_error", "Invalid API Key provided"),
      };
    const known = typeof key === "string" ? answered.get(key) : undefined;
    const fingerprint = `${request.method} ${pathname} ${text}`;
    if (known !== undefined) {
      const same = known.fingerprint === fingerprint;
      const reply = same
        ? known.reply
        : problem(400, "idempotency_error", "Keys can only be used with the same parameters");
      return { call, replayed: same, reply };
    }
    const done = calls[call];
    const reply =
      done?.(asked) ?? problem(404, "invalid_request_error", `Unrecognized request URL (${call})`);
    const kept = { ...reply, body: structuredClone(reply.body) };
    if (typeof key === "string") answered.set(key, { fingerprint, reply: kept });
    return { call, replayed: false, reply: kept };
  };

  const server = createServer(async (request, response) => {
    if (await attend(request, response, desk)) return;
    const text = await textOf(request);
    const { pathname } = new URL(request.url ?? "/", "http://fake");
    if (pathname.startsWith("/pay/")) return payPage(request, response, { books, text, say });
    const trouble = hostile.takeFor(`${request.method} ${pathname}`);
    if (trouble !== undefined) say(`${request.method} ${pathname}: ${trouble}`);
    if (trouble === "500" || trouble === "429") {
      log.push({
        call: `${request.method} ${pathname}`,
        idempotencyKey: keyOf(request),
        status: Number(trouble),
        replayed: false,
      });
      return answer(
        response,
        problem(Number(trouble), "api_error", "Something went wrong on Stripe's end"),
        false,
      );
    }
    if (trouble === "refused") return answer(response, refusal, false);
    const { call, reply, replayed } = respond(request, text);
    log.push({ call, idempotencyKey: keyOf(request), status: reply.status, replayed });
    if (request.method !== "GET" || reply.status !== 200)
      say(`${request.method} ${pathname}: ${reply.status}${replayed ? ", as before" : ""}`);
    if (trouble === "hang_after_commit") return;
    if (trouble === "reset_after_commit") return void request.socket.destroy();
    if (trouble === "500_after_commit")
      return answer(response, problem(500, "api_error", "An unknown error"), false);
    answer(response, reply, replayed);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  if (options.inPassing) server.unref();

  const fake: FakeStripe = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ log, deliveries, books, hostile, send },
    sendTo(url) {
      webhookUrl = url;
    },
    signWith(wanted) {
      secrets = wanted;
    },
    pay: (id, outcome = "succeeded") => paidBy(books, id, outcome),
    async quiet() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fake.quiet();
    },
  };
  return fake;
}

/** As Stripe signs while a secret is being replaced: once with each. */
function signed(sdk: Stripe, payload: string, secrets: string[]): string {
  const [first = "", ...others] = secrets.map((secret) =>
    sdk.webhooks.generateTestHeaderString({ payload, secret }),
  );
  return [first, ...others.map((header) => header.slice(header.indexOf("v1=")))].join(",");
}

/** `POST /v1/refunds/re_1` is `POST /v1/refunds/*`, about re_1. */
function namedCall(asked: string): [call: string, id: string] {
  const [, id = ""] = /\/((?:pi|cs_test|re|ch)_[0-9a-zA-Z]+)/.exec(asked) ?? [];
  return [id === "" ? asked : asked.replace(`/${id}`, "/*"), id];
}

const problem = (status: number, type: string, message: string): Reply => ({
  status,
  body: { error: { type, message } },
});

const refusal: Reply = {
  status: 400,
  body: {
    error: {
      type: "invalid_request_error",
      code: "amount_too_small",
      message: "Amount must be at least 50 cents",
    },
  },
};

const keyOf = ({ headers }: IncomingMessage): string | undefined => [headers["idempotency-key"]].flat()[0];

function answer(response: ServerResponse, { status, body }: Reply, replayed: boolean): void {
  const headers = { "content-type": "application/json", "request-id": "req_fake" };
  response.writeHead(status, replayed ? { ...headers, "idempotent-replayed": "true" } : headers);
  response.end(JSON.stringify(body));
}

export type { StripeEvent, StripeObject };
