/** A guide as its reader goes through it: every block of commands, in order, in one shell. */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { projectRoot } from "./plinth-process.ts";

/** A block that is run, and the lines that the guide says it prints, among others. */
export type Step = { script: string; promises: string[] };

/** @param path of the guide within the project */
export async function readSteps(path: string): Promise<Step[]> {
  const guide = await readFile(join(projectRoot, path), "utf8");
  const steps: Step[] = [];
  for (const [, kind, body = ""] of guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (kind === "sh") steps.push({ script: body, promises: [] });
    if (kind === "text") steps.at(-1)?.promises.push(...body.trimEnd().split("\n"));
  }
  return steps;
}

/**
 * One shell goes through all of them. Where things listen is the only thing that is changed.
 * @param places of addresses, by the variable that the guide keeps them in
 * @returns what each step printed
 */
export async function walk(
  steps: Step[],
  places: Record<string, string>,
  { key, folder }: { key: string; folder: string },
): Promise<{ printed: string[]; stderr: string }> {
  const mark = "=== the next block";
  const script = steps
    .map(({ script: text }) => text)
    .join(`echo; echo '${mark}'\n`)
    .replaceAll(/^([A-Z]+)=http:\S+$/gm, (line, name) => (places[name] ? `${name}=${places[name]}` : line));
  // with stdin from a socket, bash would read what its owner wrote for shells from afar
  const shell = spawn("bash", ["-c", script], {
    cwd: folder,
    // the reader's Node is ours
    env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, KEY: key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    shell[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  await new Promise((resolve) => shell.once("close", resolve));
  return { printed: texts.stdout.split(mark), stderr: texts.stderr };
}

/** A line of the guide, in which "…" stands for whatever differs. */
export function patternOf(line: string): RegExp {
  const parts = line.split("…").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "m");
}
