/** The doors of the feed: pages and long polls, Server-Sent Events, WebSockets. */
export { feedQuery } from "./feed-query.ts";
export { clientMessages, serverMessages, subprotocol } from "./protocol.ts";
export { addEventSocket } from "./socket-door.ts";
export { socketSchema, socketSchemaText } from "./socket-schema.ts";
export { type StreamDoor, streamDoors } from "./stream-declarations.ts";
export { addEventStream } from "./stream-door.ts";
