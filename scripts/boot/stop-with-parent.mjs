/**
 * Loaded into the entry before its first line: if boot is killed hard, the entry is told to stop,
 * instead of living on unseen and holding the port.
 */
import { isMainThread } from "node:worker_threads";
import { stopWhenOrphaned } from "./orphan.mjs";

if (isMainThread) stopWhenOrphaned(() => process.kill(process.pid, "SIGTERM"));
