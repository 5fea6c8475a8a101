/** What is said over the socket, as a JSON Schema that other languages can check and generate from. */
import type { TSchema } from "typebox";
import { clientMessages, serverMessages, subprotocol } from "./protocol.ts";

const dialect = "https://json-schema.org/draft/2020-12/schema";

/** `#/$defs/client` is any message that a client may say, `#/$defs/server` any of the server's. */
export function socketSchema(): object {
  const named = (side: string, messages: Record<string, TSchema>) =>
    Object.entries(messages).map(([type, schema]) => [`${side}.${type}`, schema] as const);
  const sides = [named("client", clientMessages), named("server", serverMessages)] as const;
  const any = (messages: (readonly [string, TSchema])[], description: string) => ({
    description,
    oneOf: messages.map(([name]) => ({ $ref: `#/$defs/${name}` })),
  });
  const [client, server] = sides;
  return {
    $schema: dialect,
    title: `The WebSocket subprotocol ${subprotocol}`,
    description:
      "What is said over GET /v1/events/socket: every frame is text, and one JSON object. Servers may come to say types that are not listed here; leave them unread.",
    oneOf: [{ $ref: "#/$defs/client" }, { $ref: "#/$defs/server" }],
    $defs: {
      client: any(client, "What a client may say."),
      server: any(server, "What the server says."),
      ...Object.fromEntries([...client, ...server]),
    },
  };
}

/** As it is kept in docs/reference and served: the schema's own marks of our library are left out by JSON. */
export function socketSchemaText(): string {
  return `${JSON.stringify(socketSchema(), null, 2)}\n`;
}
