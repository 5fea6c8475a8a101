/** One connection as it is watched: for how long it has waited without a byte, and whether somebody still answers. */
import type { Socket } from "node:net";
import type pg from "pg";
import { type Asked, processOf, type Standing } from "./ask-server.ts";
import { streamOf } from "./context-query.ts";

export type LinkKind = {
  /** As the server knows it: its `application_name`. */
  name: string;
  /** Silent for so long, nobody answers, also where the server cannot be asked: more than a statement may take. */
  patienceMs: number;
};

/** What the driver knows of itself and does not tell: whether anything waits for an answer. */
type Waiting = {
  _activeQuery: unknown;
  _sentQueryQueue: unknown[];
  _queryQueue: unknown[];
  _ending: boolean;
};

export class Link {
  readonly name: string;
  readonly patienceMs: number;
  /** Turns in which it waited and nothing came; turns in which it rested. */
  quiet = 0;
  rest = 0;
  #client: pg.Client;
  #socket: Socket;
  #atRest: () => boolean;
  #bytes = 0;
  #doubted = false;
  #sinceMs = performance.now();

  constructor(client: pg.Client, { name, patienceMs }: LinkKind, atRest: () => boolean) {
    this.name = name;
    this.patienceMs = patienceMs;
    this.#client = client;
    // with TLS it is another one than at the beginning, and from now on it stays
    this.#socket = streamOf(client);
    this.#atRest = atRest;
  }

  /** Once a turn. */
  look(): void {
    const [heard, waits] = [this.#heard(), this.#waits()];
    this.rest = heard || waits ? 0 : this.rest + 1;
    this.quiet = waits && !heard ? this.quiet + 1 : 0;
    if (this.quiet === 0) this.#doubted = false;
  }

  /** Whether nobody answers: the server waits for us, twice in a row, or knows of nothing. */
  isDead(standing: Standing): boolean {
    if (this.#heard() || standing === "works") {
      this.quiet = 0;
      this.#doubted = false;
      return false;
    }
    const again = this.#doubted;
    this.#doubted = true;
    return again || standing === "gone";
  }

  /** Asks nothing, when it has rested for so long, to see whether there is an answer. */
  askAfter(turns: number): void {
    if (this.rest < turns || !this.#atRest() || this.#waits()) return;
    this.rest = 0;
    this.#client.query("").catch(() => {}); // the pool and the reader hear of it themselves
  }

  asked(): Asked {
    return { pid: processOf(this.#client), ageS: (performance.now() - this.#sinceMs) / 1_000 };
  }

  destroy(): void {
    const nobody = new Error("connection terminated: nobody answers on it any more");
    this.#socket.destroy(Object.assign(nobody, { code: "ETIMEDOUT" }));
  }

  #heard(): boolean {
    const { bytesRead } = this.#socket;
    if (bytesRead === this.#bytes) return false;
    this.#bytes = bytesRead;
    return true;
  }

  #waits(): boolean {
    const { _activeQuery, _sentQueryQueue, _queryQueue, _ending } = this.#client as unknown as Waiting;
    return Boolean(_activeQuery) || _sentQueryQueue.length > 0 || _queryQueue.length > 0 || _ending;
  }
}
