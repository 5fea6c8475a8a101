/** What a client says over its socket, read strictly: what is not understood is answered, and the stream goes on. */

import { validator } from "#platform/action";
import { Problem, type ProblemKind } from "#platform/errors";
import type { OpenStream } from "#platform/realtime";
import { type ClientMessage, clientMessages } from "./protocol.ts";

const validators = new Map<unknown, (value: unknown) => void>(
  Object.entries(clientMessages).map(([type, schema]) => [type, validator(schema)]),
);

type Answer = { type: "subscribed" | "pong" | "error"; [name: string]: unknown };

/** Carries it out. @returns what is answered */
export function hear(stream: Pick<OpenStream, "topics" | "listenTo">, text: string): Answer {
  const read = messageIn(text);
  if ("answer" in read) return read.answer;
  const { message } = read;
  const id = message.id === undefined ? {} : { id: message.id };
  if (message.type === "ping") return { type: "pong", ...id };
  const wanted = new Set((stream.topics ?? []).map((topic) => topic.text));
  for (const topic of message.topics) {
    if (message.type === "subscribe") wanted.add(topic);
    else wanted.delete(topic);
  }
  try {
    stream.listenTo([...wanted]);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...refusal(error.kind, error.message), ...id };
  }
  return { type: "subscribed", topics: [...wanted], ...id };
}

const refusal = ({ code }: Pick<ProblemKind, "code">, detail: string): Answer => ({
  type: "error",
  code,
  detail,
});

function messageIn(text: string): { message: ClientMessage } | { answer: Answer } {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return { answer: refusal({ code: "malformed_request" }, "A message is one JSON object.") };
  }
  const type = typeof said === "object" && said !== null ? (said as { type?: unknown }).type : undefined;
  const check = validators.get(type);
  if (check === undefined) {
    const types = Object.keys(clientMessages).join(", ");
    return { answer: refusal({ code: "invalid_input" }, `A message has a "type": ${types}.`) };
  }
  try {
    check(said);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const mistakes = error.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
    return { answer: refusal(error.kind, mistakes ?? error.message) };
  }
  return { message: said as ClientMessage }; // as its schema says
}
