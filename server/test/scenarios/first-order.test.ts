/** docs/guides/first-order.md as its reader goes through it: every block, in order, in one shell, beside real processes. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { projectRoot, run, serve, workFolder } from "#harness/plinth-process";
import { testDatabase } from "#harness/postgres";

const key = "plk_brought_by_the_reader_of_the_guide_0001";

test("every block of the guide to the first order does and prints what the guide says", async (t) => {
  const folder = await workFolder();
  const database = await testDatabase();
  t.after(() => database.drop());
  const fakes = run(folder, ["dev", "fakes", "--stripe-port=0", "--erpnext-port=0", "--receiver-port=0"]);
  const plinth = await serve(folder, {
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    PLINTH_SECRET: "a secret of the tests that is long enough to be one",
    PLINTH_BOOTSTRAP_KEY: key,
    PLINTH_OUTBOUND_ALLOW: "127.0.0.1",
  });
  const at = async (name: string) => (await fakes.prints(new RegExp(`${name} +(http://\\S+)`)))[1] ?? "";
  const places = {
    API: plinth.url,
    STRIPE: await at("Stripe"),
    ERP: await at("ERPNext"),
    RECEIVER: await at("Receiver"),
  };

  const steps = stepsOf(await readFile(join(projectRoot, "docs/guides/first-order.md"), "utf8"));
  const { printed, stderr } = await walked(steps, places);
  const all = `${printed.join("\n---\n")}\n${stderr}\n${fakes.said()}`;
  assert.equal(stderr, "", all);
  const promised = steps.flatMap(({ promises }, step) => promises.map((line) => ({ step, line })));
  assert.ok(promised.length > 20, "the guide says what its blocks print");
  for (const { step, line } of promised)
    assert.match(printed[step] ?? "", patternOf(line), `block ${step}, "${line}":\n${all}`);

  for (const process of [plinth, fakes]) process.signal("SIGINT");
  assert.equal((await fakes.ended).code, 0, "the fakes stop cleanly");
  assert.equal((await plinth.ended).code, 0);
  assert.match(fakes.said(), /receiver +1 order\.placed, signature right, taken\n/);
  assert.doesNotMatch(fakes.said(), /signature wrong/);
});

/** A block that is run, and the lines that the guide says it prints, among others. */
type Step = { script: string; promises: string[] };

function stepsOf(guide: string): Step[] {
  const steps: Step[] = [];
  for (const [, kind, body = ""] of guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (kind === "sh") steps.push({ script: body, promises: [] });
    if (kind === "text") steps.at(-1)?.promises.push(...body.trimEnd().split("\n"));
  }
  return steps;
}

/** One shell goes through all of them. Where things listen is the only thing that is changed. */
async function walked(steps: Step[], places: Record<string, string>) {
  const mark = "=== the next block";
  const script = steps
    .map(({ script: text }) => text)
    .join(`echo; echo '${mark}'\n`)
    .replaceAll(/^([A-Z]+)=http:\S+$/gm, (line, name) => (places[name] ? `${name}=${places[name]}` : line));
  // with stdin from a socket, bash would read what its owner wrote for shells from afar
  const shell = spawn("bash", ["-c", script], {
    env: { PATH: process.env.PATH, KEY: key },
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
function patternOf(line: string): RegExp {
  const parts = line.split("…").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "m");
}
