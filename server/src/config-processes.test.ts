import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { ConfigError, readConfig } from "./config.ts";

test("one process, or as many as are wanted, or one per core", () => {
  const wanted = {
    "": 1,
    "1": 1,
    "3": 3,
    "256": 256,
    auto: availableParallelism(),
    AUTO: availableParallelism(),
  };
  for (const [text, processes] of Object.entries(wanted))
    assert.equal(readConfig({ PLINTH_PROCESSES: text }).processes, processes, text);
});

test("any other number is refused in words", () => {
  for (const text of ["0", "257", "-1", "1.5", "two", "02"])
    assert.throws(
      () => readConfig({ PLINTH_PROCESSES: text }),
      (error) =>
        error instanceof ConfigError &&
        error.mistakes.join() ===
          `PLINTH_PROCESSES is "${text}": it must be auto, or a whole number from 1 to 256.`,
    );
});
