/** A process of the bench and the conversation with it: one question at a time, one answer each. */
import { type ChildProcess, fork, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type Child = {
  pid: number;
  /** @throws when the process ends instead of answering. */
  ask<Answer>(question: unknown): Promise<Answer>;
  /** Says something that has no answer. */
  say(message: unknown): void;
  /** Waits for what it says first by itself. */
  first<Answer>(): Promise<Answer>;
  /** Closes the conversation: a process that has nothing else to do ends. */
  leave(): void;
  /** Resolves when it has ended. */
  ended(): Promise<void>;
};

type How = { env?: Record<string, string>; stdout?: number; options?: string[] };

/** Starts a file of this folder on the Node that runs us. */
export function startChild(file: string, { env = {}, stdout, options = [] }: How = {}): Child {
  const stdio: StdioOptions = ["ignore", stdout ?? "inherit", "inherit", "ipc"];
  const process_ = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...env },
    execArgv: options,
    stdio,
    serialization: "advanced",
  });
  const answer = <Answer>() => nextMessage<Answer>(process_, file);
  return {
    pid: process_.pid ?? Number.NaN,
    first: answer,
    say: (message) => void process_.send(message as object),
    async ask(question) {
      const answered = answer<never>();
      process_.send(question as object);
      return await answered;
    },
    leave: () => {
      if (process_.connected) process_.disconnect();
    },
    async ended() {
      if (process_.exitCode === null && process_.signalCode === null) await once(process_, "exit");
    },
  };
}

async function nextMessage<Answer>(child: ChildProcess, file: string): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const heard = (message: unknown) => {
      child.off("exit", gone);
      resolve(message as Answer);
    };
    const gone = (code: number | null) => {
      child.off("message", heard);
      reject(new Error(`bench/${file} ended with ${code} instead of answering`));
    };
    child.once("message", heard);
    child.once("exit", gone);
  });
}
