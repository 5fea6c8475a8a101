/** Ways in which a machine at the other end of a line misbehaves. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

export type TransportLie =
  | "huge_body"
  | "gzip_bomb"
  | "endless_body"
  | "slow_drip"
  | "hang"
  | "cut_off"
  | "redirect_to_private_address"
  | "wrong_content_type"
  | "not_json"
  | "json_of_another_shape"
  | "no_content"
  | "server_error"
  | "too_many_requests"
  | "refused";

/** Misbehaves and answers true; false leaves the answer to whoever asked. */
export function lieInTransport(
  lie: TransportLie,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const json = { "content-type": "application/json" };
  switch (lie) {
    case "huge_body":
      response.writeHead(200, json).end(JSON.stringify({ filler: "x".repeat(8_000_000) }));
      return true;
    case "gzip_bomb":
      response
        .writeHead(200, { ...json, "content-encoding": "gzip" })
        .end(gzipSync(JSON.stringify({ filler: "x".repeat(20_000_000) })));
      return true;
    case "endless_body":
      response.writeHead(200, json);
      every(response, 1, () => response.write("[".repeat(16_384)));
      return true;
    case "slow_drip":
      response.writeHead(200, json);
      every(response, 20, () => response.write(" "));
      return true;
    case "hang":
      return true;
    case "cut_off":
      response.writeHead(200, { ...json, "content-length": "1000" }).write('{"issuer":');
      response.socket?.end();
      return true;
    case "redirect_to_private_address":
      response.writeHead(302, { location: `http://${request.headers.host}/private` }).end();
      return true;
    case "wrong_content_type":
      mislabel(response);
      return false;
    case "not_json":
      response.writeHead(200, json).end("<html>");
      return true;
    case "json_of_another_shape":
      response.writeHead(200, json).end('"text"');
      return true;
    case "no_content":
      response.writeHead(204).end();
      return true;
    case "server_error":
      response.writeHead(503).end();
      return true;
    case "too_many_requests":
      response.writeHead(429).end();
      return true;
    case "refused":
      response.writeHead(403, json).end("{}");
      return true;
  }
}

/** The answer itself will be right: only its name is not. */
function mislabel(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status: number) => writeHead(status, { "content-type": "text/html" });
}

/** Until the other side hangs up. */
function every(response: ServerResponse, ms: number, write: () => void): void {
  const timer = setInterval(write, ms);
  response.once("close", () => clearInterval(timer));
}
