/**
 * What a person tells a fake while it runs, and asks it: beside the interface that it stands for, and never in its place.
 * `GET /log`, `POST /fake/trouble` with `trouble=…&times=…`, `POST /fake/calm`.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

export type Desk = {
  /** Everything that happened, in order. */
  log(): object;
  /** What can go wrong, by its name. */
  troubles: readonly string[];
  /** It goes wrong so many times. @param at where, for a fake that knows several places */
  trouble(name: string, times: number, at: string | undefined): void;
  /** All is well again. */
  calm(): void;
  /** What else it can be told, such as `PUT /secrets`. */
  more?: Record<string, (text: string) => object>;
};

/** @returns whether the request was for the desk, and was answered there */
export async function attend(
  request: IncomingMessage,
  response: ServerResponse,
  desk: Desk,
): Promise<boolean> {
  const call = `${request.method} ${request.url ?? ""}`;
  const more = desk.more?.[call];
  if (more === undefined && !calls.has(call)) return false;
  const text = await textOf(request);
  if (call === "GET /log") reply(response, 200, desk.log());
  else if (call === "POST /fake/trouble") makeTrouble(response, desk, new URLSearchParams(text));
  else if (more !== undefined) reply(response, 200, more(text));
  else {
    desk.calm();
    reply(response, 200, { calm: true });
  }
  return true;
}

const calls = new Set(["GET /log", "POST /fake/trouble", "POST /fake/calm"]);

function makeTrouble(response: ServerResponse, desk: Desk, form: URLSearchParams): void {
  const trouble = form.get("trouble") ?? "";
  const times = Number(form.get("times") ?? 1);
  if (!desk.troubles.includes(trouble) || !Number.isSafeInteger(times) || times < 1) {
    reply(response, 422, { trouble: desk.troubles, times: "a whole number from 1 on; 1 unless given" });
    return;
  }
  desk.trouble(trouble, times, form.get("at") ?? undefined);
  reply(response, 200, { trouble, times });
}

export async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(`${JSON.stringify(body)}\n`);
}
