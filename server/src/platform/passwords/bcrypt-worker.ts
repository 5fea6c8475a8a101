/** The thread in which bcrypt counts its rounds (see bcrypt.ts). */
import { parentPort } from "node:worker_threads";
import { compareSync } from "bcryptjs";
import type { Answer, Question } from "./bcrypt.ts";

parentPort?.on("message", ({ hash, password }: Question) => {
  const answer: Answer = { ok: compareSync(password, hash) };
  parentPort?.postMessage(answer);
});
