import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeFigures } from "./merge-figures.ts";

test("each name is there once, with the series of all processes behind it, also where only some of them have it", () => {
  const one =
    '# HELP a What a is.\n# TYPE a gauge\na{process="1"} 1\n\n# HELP b What b is.\n# TYPE b counter\n';
  const two =
    '# HELP b What b is.\n# TYPE b counter\nb{process="2"} 2\n\n# HELP a What a is.\n# TYPE a gauge\na{process="2"} 3\n';
  const silent = "";
  assert.equal(
    mergeFigures([one, silent, two]),
    '# HELP a What a is.\n# TYPE a gauge\na{process="1"} 1\na{process="2"} 3\n# HELP b What b is.\n# TYPE b counter\nb{process="2"} 2\n',
  );
});

test("the series of a histogram stay with their name", () => {
  const of = (process: string) =>
    `# HELP h What h is.\n# TYPE h histogram\nh_bucket{le="1",process="${process}"} 1\nh_sum{process="${process}"} 0.5\nh_count{process="${process}"} 1\n`;
  const merged = mergeFigures([of("1"), of("2")]).split("\n");
  assert.deepEqual(
    merged.map((line) => line.split("{")[0]),
    [
      "# HELP h What h is.",
      "# TYPE h histogram",
      "h_bucket",
      "h_sum",
      "h_count",
      "h_bucket",
      "h_sum",
      "h_count",
      "",
    ],
  );
});
