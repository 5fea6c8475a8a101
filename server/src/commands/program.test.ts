import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

/** Says what is loaded to describe every command: not even this test's own harness is in it. */
const described = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
  const { createProgram } = await import(${JSON.stringify(new URL("program.ts", import.meta.url).href)});
  createProgram().helpInformation();
  console.log(loaded.filter((url) => url.includes("/server/src/")).join("\\n"));`;

test("a command that only describes itself loads neither the application nor a module", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", described]);
  const loaded = stdout.trim().split("\n");
  const matching = (part: RegExp) => loaded.filter((url) => part.test(url));
  assert.ok(matching(/\/commands\/start\.ts$/).length === 1 && matching(/\/commands\//).length > 10, stdout);
  assert.deepEqual(matching(/\/server\/src\/(app\.ts|modules\/|platform\/(doors|action|resource)\/)/), []);
});
