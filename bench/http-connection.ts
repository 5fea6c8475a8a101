/**
 * One keep-alive HTTP/1.1 connection that costs the machine little: no streams, no header objects, one buffer.
 *
 * It understands exactly what our server sends to it: a status line, headers with a Content-Length, a body.
 * Anything else is an error and not a guess.
 */
import { connect, type Socket } from "node:net";

export type Heard = { status: number; body(): string };

const headEnd = Buffer.from("\r\n\r\n");
const lengthName = Buffer.from("content-length: ");

export class HttpConnection {
  #socket: Socket;
  #heard: (answer: Heard) => void = () => {};
  #failed: (error: Error) => void = () => {};
  /** What has arrived of an answer that came in several pieces. */
  #pieces: Buffer[] = [];
  #missing = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("error", (error) => this.#failed(error));
    socket.on("close", () => this.#failed(new Error("the server closed the connection")));
  }

  /** @param from an address of the loopback to come from; absent: as the machine likes */
  static async open(port: number, from?: string): Promise<HttpConnection> {
    return await new Promise((resolve, reject) => {
      let connection: HttpConnection | undefined;
      const socket = connect({
        port,
        host: "127.0.0.1",
        ...(from === undefined ? {} : { localAddress: from }),
        // one buffer for the life of the connection instead of one per chunk
        onread: {
          buffer: Buffer.allocUnsafe(128 * 1024),
          callback: (length, buffer) => {
            connection?.receive(Buffer.from(buffer.buffer, buffer.byteOffset, length));
            return true;
          },
        },
      });
      socket.once("error", reject);
      socket.once("connect", () => {
        connection = new HttpConnection(socket);
        resolve(connection);
      });
    });
  }

  /** Sends a whole request; exactly one of the two is called. Only one request may be under way. */
  send(request: string, heard: (answer: Heard) => void, failed: (error: Error) => void): void {
    this.#heard = heard;
    this.#failed = failed;
    this.#socket.write(request, "utf8");
  }

  close(): void {
    this.#failed = () => {};
    this.#socket.destroy();
  }

  /** @internal */
  receive(chunk: Buffer): void {
    if (this.#pieces.length > 0) {
      this.#missing -= chunk.length;
    } else {
      const size = wholeSize(chunk);
      this.#missing = size === undefined ? Number.NaN : size - chunk.length;
      if (this.#missing === 0) {
        this.#answer(chunk);
        return;
      }
    }
    if (!(this.#missing >= 0)) {
      this.#refuse();
      return;
    }
    this.#pieces.push(Buffer.from(chunk)); // the buffer is used again for the next piece
    if (this.#missing > 0) return;
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#answer(whole);
  }

  #answer(whole: Buffer): void {
    const heard = this.#heard;
    // digits of "HTTP/1.1 200"
    const status = ((whole[9] ?? 0) - 48) * 100 + ((whole[10] ?? 0) - 48) * 10 + ((whole[11] ?? 0) - 48);
    heard({ status, body: () => whole.toString("utf8", whole.indexOf(headEnd) + headEnd.length) });
  }

  #refuse(): void {
    this.#failed(
      new Error("an answer without a Content-Length, with more than its body, or with a split head"),
    );
    this.#socket.destroy();
  }
}

/** How long the answer that begins here is in all; undefined when its head says no length. */
function wholeSize(chunk: Buffer): number | undefined {
  const end = chunk.indexOf(headEnd);
  const at = chunk.indexOf(lengthName);
  if (end < 0 || at < 0 || at > end) return undefined;
  let length = 0;
  for (let i = at + lengthName.length; ; i++) {
    const digit = (chunk[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    length = length * 10 + digit;
  }
  return end + headEnd.length + length;
}
