import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { watchProcess } from "./processes-watch.ts";

test("who does not answer for half a minute hangs, and is said to once; who answers in between does not", (t) => {
  mock.timers.enable({ apis: ["setInterval"] });
  t.after(() => mock.timers.reset());
  let [asked, hanging] = [0, 0];
  const watch = watchProcess({ ask: () => asked++, hangs: () => hanging++ });
  mock.timers.tick(30_000);
  assert.deepEqual([asked, hanging], [6, 0]);
  watch.heard();
  mock.timers.tick(30_000);
  assert.deepEqual([asked, hanging], [12, 0]);
  mock.timers.tick(5_000);
  assert.deepEqual([asked, hanging], [12, 1]);
  mock.timers.tick(600_000);
  assert.deepEqual([asked, hanging], [12, 1]);

  const ended = watchProcess({ ask: () => asked++, hangs: () => hanging++ });
  ended.stop();
  mock.timers.tick(600_000);
  assert.deepEqual([asked, hanging], [12, 1]);
});
