/** The two doors that stay open, as the reference tells of them. */
import Type, { type TObject } from "typebox";
import type { ProblemKind } from "#platform/errors";
import { resyncRequired, tooManyStreams } from "#platform/realtime";
import { afterParameter, topicsParameter } from "./feed-query.ts";
import { upgradeRequired } from "./socket-door.ts";

export type StreamDoor = {
  name: string;
  title: string;
  door: `GET /${string}`;
  describe: string;
  parameters: TObject;
  /** What is answered when it begins. */
  begins: { status: 101 | 200; description: string; contentType?: string };
  problems: ProblemKind[];
};

const parameters = Type.Object({
  topics: topicsParameter,
  after: afterParameter,
  organization: Type.Optional(
    Type.String({
      format: "uuid",
      description:
        "Which of your organizations, where headers cannot be sent: the same as `Plinth-Organization`.",
      examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    }),
  ),
});

const same =
  "What is shown, its numbers and its cursors are those of `GET /v1/events`: one may go on from any of these doors through any other. Without `after` it begins now. What you may see is looked at again with every event; rights that are lost end or narrow the stream within a second.";

export const streamDoors: StreamDoor[] = [
  {
    name: "events.stream",
    title: "Stream events (SSE)",
    door: "GET /v1/events/stream",
    describe: `Events as they happen, as Server-Sent Events: \`id\` is the cursor behind the event, \`data\` the event as \`GET /v1/events\` shows it. A browser's \`EventSource\` comes back by itself with \`Last-Event-ID\`. Before the server ends it, an event named \`end\` says why. ${same}`,
    parameters,
    begins: { status: 200, description: "The stream.", contentType: "text/event-stream" },
    problems: [resyncRequired.kind, tooManyStreams.kind],
  },
  {
    name: "events.socket",
    title: "Stream events (WebSocket)",
    door: "GET /v1/events/socket",
    describe: `Events as they happen, over a WebSocket of the subprotocol \`plinth.events.v1\`. Every frame is one JSON object with a \`type\`; \`/docs/events-socket.json\` is their schema. Topics are subscribed and unsubscribed while it is open. A page without a session cookie offers its token as a further subprotocol, \`bearer.<token>\`. It closes with 1012 when the server restarts, 4400 after too many messages that cannot be understood, 4401 when the credential has ended, 4403 when your rights have changed, 4408 when you do not keep up: connect again with the last cursor. ${same}`,
    parameters,
    begins: { status: 101, description: "The connection is a WebSocket now." },
    problems: [resyncRequired.kind, tooManyStreams.kind, upgradeRequired.kind],
  },
];
