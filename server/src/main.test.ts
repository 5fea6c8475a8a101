import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import test from "node:test";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

test("what fails ends, also where the channel to a primary is open: it would wait for nobody, in the place of one that serves", {
  timeout: 20_000,
}, async (t) => {
  const env = { ...process.env, NODE_UNIQUE_ID: "1", PLINTH_PROCESSES: "many" };
  const one = fork(main, ["migrate"], { env, silent: true, execArgv: [] });
  t.after(() => one.kill("SIGKILL"));
  let said = "";
  one.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const [code] = await once(one, "close");
  assert.equal(code, 1);
  assert.match(said, /PLINTH_PROCESSES is "many"/);
});
