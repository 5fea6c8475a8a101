/** A server of a few operations with faults that are known, and the document that it claims to keep. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { after } from "node:test";
import type { OpenApiDocument } from "#platform/doors/openapi";
import type { Target } from "./target.ts";

export type Faults = {
  /** What the operation does instead of what it promises; absent: it does as promised. */
  notes?: (body: Record<string, unknown>, response: ServerResponse) => boolean;
  /** Bytes that are kept of every note. */
  kept?: number;
};

type Schema = OpenApiDocument["components"]["schemas"][string];

const note: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["id", "title", "size"],
  properties: {
    id: { type: "string", format: "uuid" },
    title: { type: "string", maxLength: 100, examples: ["A note"] },
    size: { type: "integer", minimum: 0, maximum: 1_000, examples: [5] },
    tags: { type: "array", items: { type: "string", examples: ["red"] } },
  },
};
const { id: _made, ...properties } = note.properties ?? {};
const input: Schema = { ...note, required: ["title", "size"], properties };
const id = "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61";

/** Closes itself when the test file ends. */
export async function plantedTarget(faults: Faults): Promise<Target> {
  const kept: Buffer[] = [];
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    const took = (text: string): void => {
      if (faults.kept !== undefined) kept.push(Buffer.alloc(faults.kept));
      const body = read(text);
      if (request.url === "/v1/me") answer(response, 200, { id });
      else if (request.method === "GET") answer(response, 200, { data: [] });
      else if (body === undefined) answer(response, 400, problem(400, "malformed_request"));
      else if (faults.notes?.(body, response) !== true)
        answer(response, 201, { id, title: String(body.title).slice(0, 100), size: 1 });
    };
    // whoever hangs up in the middle is answered nothing
    bodyOf(request).then(took, () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    document: document(),
    credentials: { key: "plk_planted" },
    heapBytes: async () => kept.reduce((sum, { length }) => sum + length, 10 * 2 ** 20),
  };
}

export function answer(response: ServerResponse, status: number, json: object): void {
  const type = status < 400 ? "application/json" : "application/problem+json";
  response.writeHead(status, { "content-type": type }).end(JSON.stringify(json));
}

export function problem(status: number, code: string): object {
  return { type: `/errors/${code}`, title: "No", status, code, detail: "It is not.", request_id: "none" };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** What no column can hold is refused, as everywhere. */
function read(text: string): Record<string, unknown> | undefined {
  if (/\\u(0000|d[89a-f])/.test(text)) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function document(): OpenApiDocument {
  const problems: Schema = {
    type: "object",
    required: ["type", "title", "status", "code", "detail", "request_id"],
    properties: Object.fromEntries(
      ["type", "title", "status", "code", "detail", "request_id", "errors"].map((name) => [name, {}]),
    ),
  };
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const malformed = {
    description: "No.",
    content: { "application/problem+json": { schema: ref("Problem") } },
  };
  const words = { tags: [], summary: "A note", description: "A note." };
  const made = { description: "Made.", content: { "application/json": { schema: ref("note") } } };
  const page = { description: "All.", content: { "application/json": { schema: { type: "object" } } } };
  const examples = {
    usual: { summary: "A note", value: { title: "A note", size: 5, tags: ["red", "blue"] } },
  };
  return {
    ...{ openapi: "3.1.0", info: {}, servers: [], security: [], tags: [] },
    paths: {
      "/v1/notes": {
        get: {
          ...words,
          operationId: "notes.list",
          parameters: [],
          responses: { "200": page, "400": malformed },
        },
        post: {
          ...words,
          operationId: "notes.create",
          parameters: [],
          requestBody: {
            required: true,
            content: { "application/json": { schema: ref("input"), examples } },
          },
          responses: { "201": made, "400": malformed },
        },
      },
    },
    components: { schemas: { note, input, Problem: problems } },
  };
}
