/** What is not even HTTP: an answer as good as can be, then the connection is closed. */
import type { ServerResponse } from "node:http";
import { headersTooLarge, malformedRequest, type Problem, requestTimeout } from "#platform/errors";

type Socket = {
  writable: boolean;
  /** The answer that is under way on this connection; node:http keeps it there. */
  _httpMessage?: ServerResponse | null;
  end(text: string): void;
  destroy(): void;
};

/** Bytes behind a request must not cost its answer: the deed may be done already, and the caller must hear so. */
export function refuseMalformed(error: { code?: string }, socket: Socket): void {
  const underWay = socket._httpMessage;
  // a request that arrived whole is being done; one that broke off in its own body never will be
  if (underWay?.req.complete && !underWay.writableFinished) {
    underWay.once("finish", () => socket.destroy());
    underWay.once("close", () => socket.destroy());
    return;
  }
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error.code);
  const { status } = problem.kind;
  const body = problem.body("none");
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status] ?? "Bad Request"}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const reasons: Record<number, string> = { 408: "Request Timeout", 431: "Request Header Fields Too Large" };

function problemOf(code: string | undefined): Problem {
  if (code === "HPE_HEADER_OVERFLOW") return headersTooLarge("The headers are larger than 16 KiB.");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return requestTimeout(
      "The request took longer than 30 seconds to arrive (10 for its headers). Nothing was done.",
    );
  }
  return malformedRequest("The request is not valid HTTP.");
}
