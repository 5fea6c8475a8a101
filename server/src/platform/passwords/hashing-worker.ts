/**
 * The thread in which passwords are hashed (see hashing-thread.ts). It stands back behind everybody else: on Linux a
 * priority belongs to a thread, and a hash takes 13 ms of a whole core, which a read that comes meanwhile would feel.
 */
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";
import { compareSync } from "bcryptjs";
import type { Answer, Question } from "./hashing-thread.ts";

/** Of 19: behind all others, and not so far that nobody logs in while they are busy. */
const niceness = 10;

// elsewhere a priority is the whole process's
if (process.platform === "linux") setPriority(0, niceness);

parentPort?.on("message", (question: Question) => parentPort?.postMessage(answerTo(question)));

function answerTo(question: Question): Answer {
  try {
    switch (question.kind) {
      case "argon2 hash":
        return { hash: hashSync(question.password, question.options) };
      case "argon2 verify":
        return { ok: verifySync(question.hash, question.password) };
      case "bcrypt verify":
        return { ok: compareSync(question.password, question.hash) };
    }
  } catch (error) {
    return { failed: (error as Error).message };
  }
}
