/** Structured logs: one JSON line per request, written asynchronously and flushed at exit. */
import pino from "pino";

export type Logger = pino.Logger;

/** What a pipe takes in one piece: longer ones of two processes could end up within each other. */
const pipeBytes = 4_096;

/**
 * @param level `silent` writes nothing (tests).
 * @param named is in every line, where several processes write to one output
 */
export function createLogger(level: string, named?: { process: number | "primary" }): Logger {
  return pino(
    {
      level,
      base: named ?? null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: pino.stdSerializers.err },
    },
    pino.destination({
      ...{ dest: 1, sync: false, periodicFlush: 1_000 },
      ...(named === undefined ? { minLength: 4096 } : { minLength: pipeBytes - 1, maxWrite: pipeBytes }),
    }),
  );
}
