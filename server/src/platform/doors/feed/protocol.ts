/** What is said over `GET /v1/events/socket`: one JSON object per text frame, each of a `type`. */
import Type from "typebox";
import { eventPage } from "./event-schema.ts";

/** The WebSocket subprotocol; beside it a browser without cookies offers `bearer.<token>`. */
export const subprotocol = "plinth.events.v1";
export const bearerPrefix = "bearer.";

const messageId = Type.Optional(
  Type.String({ maxLength: 100, description: "Echoed in the answer.", examples: ["7"] }),
);
const topics = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    minItems: 1,
    maxItems: 100,
    description,
    examples: [["inbox", "members"]],
  });
const cursor = (description: string) => Type.String({ description, examples: ["42"] });
const closed = { additionalProperties: false };

/** What a client may say. */
export const clientMessages = {
  subscribe: Type.Object(
    { type: Type.Literal("subscribe"), topics: topics("From now on events of these too."), id: messageId },
    {
      ...closed,
      description:
        "After the first of them only what was subscribed is sent; before it, everything that one may see.",
    },
  ),
  unsubscribe: Type.Object(
    { type: Type.Literal("unsubscribe"), topics: topics("No more events of these."), id: messageId },
    { ...closed, description: "Takes topics back." },
  ),
  ping: Type.Object(
    { type: Type.Literal("ping"), id: messageId },
    { ...closed, description: "Is anybody there? Answered by a pong; browsers cannot send ping frames." },
  ),
};

const shownTopics = Type.Union([Type.Array(Type.String()), Type.Null()], {
  description: "What is subscribed; null is everything that one may see.",
});

/** What the server says. */
export const serverMessages = {
  ready: Type.Object(
    { type: Type.Literal("ready"), cursor: cursor("The stream begins behind it."), topics: shownTopics },
    { ...closed, description: "The first message." },
  ),
  events: Type.Object(
    { type: Type.Literal("events"), ...eventPage.properties },
    { ...closed, description: "What happened: a page, as `GET /v1/events` answers it." },
  ),
  cursor: Type.Object(
    { type: Type.Literal("cursor"), next_cursor: cursor("Nothing of yours is before it.") },
    { ...closed, description: "Now and then where much happens that is not yours." },
  ),
  subscribed: Type.Object(
    { type: Type.Literal("subscribed"), topics: shownTopics, id: messageId },
    { ...closed, description: "The answer to subscribe and unsubscribe." },
  ),
  pong: Type.Object({ type: Type.Literal("pong"), id: messageId }, closed),
  error: Type.Object(
    {
      type: Type.Literal("error"),
      code: Type.String({ description: "A problem's code.", examples: ["unknown_parameter"] }),
      detail: Type.String({ description: "What is wrong, and what to do." }),
      id: messageId,
    },
    { ...closed, description: "A message was not understood, or not allowed. The stream goes on." },
  ),
};

export type ClientMessage =
  | { type: "subscribe" | "unsubscribe"; topics: string[]; id?: string }
  | { type: "ping"; id?: string };
