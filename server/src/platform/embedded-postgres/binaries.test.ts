import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test from "node:test";
import { findBinaries, hydrate } from "./binaries.ts";
import { run } from "./programs.ts";

const silent = () => {};

test("the installed programs run", async () => {
  const binaries = await findBinaries(undefined, silent);
  for (const program of [binaries.initdb, binaries.postgres, binaries.pgCtl]) {
    const { code, output } = await run(program, ["--version"], undefined);
    assert.equal(code, 0);
    assert.match(output, new RegExp(`\\(PostgreSQL\\) ${binaries.major}\\.`));
  }
});

test("library links and execute permission that packing lost are restored, once and again", async (t) => {
  const installed = dirname(dirname(dirname((await findBinaries(undefined, silent)).initdb)));
  const list = await readFile(join(installed, "native", "pg-symlinks.json"), "utf8");
  const links: { source: string; target: string }[] = JSON.parse(list);
  assert.ok(links.length > 0);

  const home = await mkdtemp(join(tmpdir(), "plinth-programs-"));
  t.after(() => rm(home, { recursive: true }));
  await mkdir(join(home, "native", "bin"), { recursive: true });
  await mkdir(join(home, "native", "lib"));
  await writeFile(join(home, "native", "pg-symlinks.json"), list);
  for (const { source } of links) await writeFile(join(home, source), source);
  for (const name of ["initdb", "pg_ctl", "postgres"]) {
    await writeFile(join(home, "native", "bin", name), "", { mode: 0o644 });
  }

  for (const round of [1, 2]) {
    assert.equal(await hydrate(home), true, `round ${round}`);
    for (const { source, target } of links) {
      assert.equal(await readFile(join(home, target), "utf8"), source);
      assert.ok(
        !(await readlink(join(home, target))).startsWith("/"),
        "relative, so that the folder can move",
      );
    }
    assert.equal((await stat(join(home, "native", "bin", "postgres"))).mode & 0o777, 0o755);
  }
});
