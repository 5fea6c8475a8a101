/** One of several processes: an ordinary application that was handed what it needs, and stops when it is told to. */
import cluster from "node:cluster";
import { createApp } from "#app";
import { usualPace } from "#platform/events";
import { createLogger } from "#platform/telemetry";
import { complaintOf } from "./complaint.ts";
import { farewellMs, Lifetime } from "./lifetime.ts";
import { listen } from "./port.ts";
import { shareFigures } from "./processes-figures.ts";
import type { Handed, ToPrimary, ToProcess } from "./processes-words.ts";
import { giveBackHeap } from "./start-heap.ts";

/** Serves until it is told to stop, or the primary is gone. */
export async function serveAsOneOfSeveral(): Promise<void> {
  try {
    await rise(await handedOver());
  } catch (error) {
    // said by the primary, once for all of them
    const told = () => process.exit(1); // the channel would keep it alive
    if (process.send === undefined) told();
    else process.send({ say: "failed", complaint: complaintOf(error) } satisfies ToPrimary, told);
  }
}

async function rise({ number, config, appUrl, systemUrl, secrets }: Handed): Promise<void> {
  const logger = createLogger(config.logLevel, { process: number });
  const lifetime = new Lifetime(logger, () => {}, onToldToStop);
  await lifetime.begin(async (rises) => {
    const { figures, hear } = shareFigures(number, tell);
    process.on("message", (message: ToProcess) => {
      if (message.say === "are you there?") tell({ say: "I am there" });
      hear(message);
    });
    const urls = { appUrl, systemUrl };
    const app = await createApp({ ...config, ...urls, secrets, logger, canary: usualPace, figures });
    rises.closes(() => app.close(farewellMs));
    rises.goOn();
    giveBackHeap();
    tell({ say: "listening", url: await listen(app.server, config) });
  });
}

async function handedOver(): Promise<Handed> {
  const { promise, resolve } = Promise.withResolvers<Handed>();
  const hear = (message: ToProcess) => {
    if (message.say === "serve") resolve(message.handed);
  };
  process.on("message", hear);
  tell({ say: "here" });
  return await promise.finally(() => process.off("message", hear));
}

/**
 * By the primary; by whoever ends this process alone, which is then replaced; or by the primary's death. A terminal's Ctrl-C
 * reaches all of them: what becomes of it, the primary says.
 */
function onToldToStop(asked: () => void): void {
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
  process.on("SIGTERM", asked);
  process.on("message", (message: ToProcess) => {
    if (message.say === "stop") asked();
  });
  cluster.worker?.on("disconnect", () => {
    // otherwise Node ends it here and now, with all that is under way
    if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
    asked();
  });
}

/** To a primary that is gone there is nothing to say. */
function tell(message: ToPrimary): void {
  if (process.connected) process.send?.(message, () => {});
}
