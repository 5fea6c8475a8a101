/** The connections of a load that does not wait for its answers. */
import { randomInt } from "node:crypto";
import { HttpConnection } from "./http-connection.ts";

/** As many as are needed at once, up to a bound; who finds none free waits, and the waiting counts. */
export class Connections {
  #port: number;
  #most: number;
  #fromEverywhere: boolean;
  #free: HttpConnection[] = [];
  #open = 0;
  #waiting: ((connection: HttpConnection | Promise<HttpConnection>) => void)[] = [];

  /** @param fromEverywhere a new connection for each request, each from another address of 127.0.0.0/8 */
  constructor(port: number, most: number, fromEverywhere = false) {
    this.#port = port;
    this.#most = most;
    this.#fromEverywhere = fromEverywhere;
  }

  /** Opens all there may be, so that connecting is no part of what is measured. */
  async open(): Promise<void> {
    while (this.#open < this.#most) {
      const some = Math.min(100, this.#most - this.#open);
      this.#open += some;
      this.#free.push(
        ...(await Promise.all(Array.from({ length: some }, () => HttpConnection.open(this.#port)))),
      );
    }
  }

  async take(): Promise<HttpConnection> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#open < this.#most) {
      this.#open++;
      return await HttpConnection.open(this.#port, this.#fromEverywhere ? someAddress() : undefined);
    }
    return await new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  giveBack(connection: HttpConnection): void {
    if (this.#fromEverywhere) {
      connection.close();
      this.forget();
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(connection);
    else next(connection);
  }

  /** It is gone: who waits gets a new one. */
  forget(): void {
    this.#open--;
    const next = this.#waiting.shift();
    if (next !== undefined) next(this.take());
  }

  close(): void {
    for (const connection of this.#free) connection.close();
  }
}

/** Every /24 of the loopback but the first, where everybody else is: 65,000 neighbourhoods. */
function someAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
}
