/** Sends a wish as bytes, and says what came of it: an answer, silence, or a connection that is gone. */
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import type { Answer } from "#harness/app";
import { type Credentials, type Sent, sentOf, type Wish } from "./wish.ts";

export type Outcome =
  | { answer: Answer }
  | { lost: string }
  /** It broke off as it was meant to: nobody waited for an answer. */
  | { hungUp: true };

/** Nothing takes longer: what waits for news is told not to. */
const patienceMs = 10_000;
const drips = 20;

export type Sender = { send(wish: Wish, credentials: Credentials): Promise<Outcome>; close(): void };

export function sender(url: string): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port, protocol } = new URL(url);
  if (protocol !== "http:")
    throw new Error(`"${url}" is not http://: ask the server itself, not what is before it`);
  return {
    close: () => agent.destroy(),
    send: (wish, credentials) =>
      new Promise((resolve) => {
        const sent = sentOf(wish, credentials);
        const { method, path, headers } = sent;
        let asked: ClientRequest;
        try {
          asked = request({ agent, hostname, port, method, path, headers, timeout: patienceMs });
        } catch {
          // what this client refuses to send reaches nobody
          return resolve({ hungUp: true });
        }
        const gone = (error: Error) =>
          resolve(wish.manner === "hung-up" ? { hungUp: true } : { lost: error.message });
        asked.on("error", gone);
        asked.on("timeout", () => asked.destroy(new Error(`no answer within ${patienceMs / 1_000} s`)));
        let answered = false;
        asked.on("response", (response) => {
          answered = true;
          read(response, wish).then((answer) => resolve({ answer }), gone);
        });
        asked.on("close", () => {
          if (!answered) gone(new Error("closed without an answer"));
        });
        asked.on("upgrade", (response, socket) => {
          socket.destroy();
          resolve({ answer: answerOf(response, "") });
        });
        if (wish.manner === "hung-up") breakOff(asked, sent);
        else if (wish.manner === "dripped") drip(asked, sent.body ?? Buffer.alloc(0));
        else asked.end(sent.body);
      }),
  };
}

/** Of what stays open only its beginning is looked at. */
async function read(response: IncomingMessage, { operation }: Wish): Promise<Answer> {
  if (operation.stays && (response.statusCode ?? 0) < 300) {
    response.destroy();
    return answerOf(response, "");
  }
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return answerOf(response, Buffer.concat(parts).toString());
}

function answerOf({ statusCode = 0, rawHeaders }: IncomingMessage, text: string): Answer {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  return { status: statusCode, headers, text, json: jsonIn(text, headers) };
}

/** What says that it is JSON and is none fits no schema: undefined. */
function jsonIn(text: string, headers: Headers): unknown {
  if (text === "" || !/json/.test(headers.get("content-type") ?? "")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** With half of the body on its way, if it has one. */
function breakOff(asked: ClientRequest, { body = Buffer.alloc(0) }: Sent): void {
  const hangUp = () => void asked.destroy(new Error("hung up"));
  asked.flushHeaders();
  if (body.length < 2) hangUp();
  else asked.write(body.subarray(0, body.length / 2), hangUp);
}

function drip(asked: ClientRequest, body: Buffer): void {
  const size = Math.ceil(body.length / drips) || 1;
  const next = (at: number): void => {
    if (at >= body.length) return void asked.end();
    asked.write(body.subarray(at, at + size), () => setImmediate(next, at + size));
  };
  next(0);
}
