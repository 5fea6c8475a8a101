import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { canReach, serviceUserFor } from "./service-user.ts";

/** An account that owns nothing here. */
const stranger = { uid: 3_999_999_999, gid: 3_999_999_999 };

test("an account reaches a path when it may pass every directory above it", async (t) => {
  const top = await mkdtemp(join(tmpdir(), "plinth-reach-"));
  t.after(() => rm(top, { recursive: true }));
  const inner = join(top, "inner");
  await mkdir(inner);
  const cases: [number, number, boolean][] = [
    [0o755, 0o755, true],
    [0o711, 0o711, true],
    [0o700, 0o755, false],
    [0o755, 0o700, false],
    [0o766, 0o755, false],
  ];
  for (const [topMode, innerMode, expected] of cases) {
    await chmod(inner, innerMode);
    await chmod(top, topMode);
    assert.equal(
      await canReach(stranger, join(inner, "file")),
      expected,
      `${topMode.toString(8)} ${innerMode.toString(8)}`,
    );
    assert.equal(await canReach(undefined, join(inner, "file")), true);
  }
});

test("only root needs another account, and that one is never root", async () => {
  const user = await serviceUserFor(join(tmpdir(), "plinth-absent"));
  if (process.getuid?.() === 0) assert.ok(user !== undefined && user.uid > 0 && user.gid > 0);
  else assert.equal(user, undefined);
});
