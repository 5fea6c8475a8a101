/** The life of the serving process: it rises, serves, and goes down in order, whatever ends it. */
import type { Logger } from "#platform/telemetry";
import { onStopSignal } from "./stop-signals.ts";

/** Operators and schedulers wait ten seconds before they kill. */
const deadlineMs = 9_500;

/** For whoever is connected and asks again within this time; longer than a busy client pauses. */
export const farewellMs = 400;

class Interrupted extends Error {}

export class Lifetime {
  #closers: (() => Promise<void>)[] = [];
  #rising: Promise<void> = Promise.resolve();
  #ending: Promise<void> | undefined;
  #logger: Logger;
  #print: (text: string) => void;
  #onStop: (asked: () => void) => void;

  /** @param onStop calls back when it should end; absent: at a signal */
  constructor(
    logger: Logger,
    print: (text: string) => void,
    onStop: (asked: () => void) => void = onStopSignal,
  ) {
    this.#logger = logger;
    this.#print = print;
    this.#onStop = onStop;
  }

  /** Ends when it is asked to (0), or by what nobody caught (1). @throws what keeps it from rising, with everything closed again. */
  async begin(rise: (lifetime: Lifetime) => Promise<void>): Promise<void> {
    this.#onStop(() => {
      this.#print("\nStopping. Ctrl-C again ends it at once.\n");
      void this.#end(0);
    });
    for (const event of ["uncaughtException", "unhandledRejection"] as const) {
      process.on(event, (error: unknown) => {
        this.#logger.fatal({ err: error }, "nobody caught this");
        void this.#end(1);
      });
    }

    this.#rising = rise(this);
    try {
      await this.#rising;
    } catch (error) {
      if (this.#ending !== undefined) return; // the end is under way and waits for just this
      await this.#close();
      throw error;
    }
  }

  /** What is to be done at the end; what came last is closed first. */
  closes(closer: () => Promise<void>): void {
    this.#closers.unshift(closer);
  }

  /** @throws when the end was asked for meanwhile: rising further would be in vain. */
  goOn(): void {
    if (this.#ending !== undefined) throw new Interrupted("the start was interrupted");
  }

  #end(code: number): Promise<void> {
    this.#ending ??= this.#goDown(code);
    return this.#ending;
  }

  async #goDown(code: number): Promise<void> {
    const late = setTimeout(() => {
      this.#logger.error({ after_ms: deadlineMs }, "stopping took too long");
      process.exit(1);
    }, deadlineMs);
    try {
      await this.#rising.catch(() => {});
      await this.#close();
      clearTimeout(late);
      if (code === 0) this.#print("Stopped.\n");
      process.exit(code);
    } catch (error) {
      this.#logger.error({ err: error }, "stopping failed");
      process.exit(1);
    }
  }

  async #close(): Promise<void> {
    for (let closer = this.#closers.shift(); closer !== undefined; closer = this.#closers.shift())
      await closer();
  }
}
