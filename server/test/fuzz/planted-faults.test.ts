/** The fuzzer finds what is wrong and says how little it takes, each of its complaints once. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fuzz, type Report } from "./campaign.ts";
import type { Failure } from "./findings.ts";
import { grown } from "./memory.ts";
import { answer, type Faults, plantedTarget, problem } from "./planted.fixture.ts";
import { reportOf } from "./report.ts";
import type { Target } from "./target.ts";

const campaign = { seed: 7, rounds: 50, untilMs: performance.now() + 60_000, matching: [], most: 3 };
const silent = { heard: () => {}, met: () => {} };

async function run(faults: Faults): Promise<{ target: Target; report: Report }> {
  const target = await plantedTarget(faults);
  return { target, report: await fuzz(target, { ...campaign, ...silent }) };
}

test("a server that does as it says is not complained of", async () => {
  const { report } = await run({});
  assert.deepEqual(report.failures, []);
  assert.ok(report.asked > 50);
  assert.match(reportOf(report, "again"), /Nothing failed\.$/);
});

/** What is planted, what is said of it, and the body that is left. */
const planted: Record<string, { faults: Faults; words: RegExp; body: string }> = {
  "an operation that throws at a negative number": {
    faults: {
      notes: ({ size }, response) => {
        if (!(Number(size) < 0)) return false;
        answer(response, 500, problem(500, "internal_error"));
        return true;
      },
    },
    words: /^500 internal_error$/,
    body: String.raw`\{"size":-[^,]+\}`,
  },
  "a field that is not declared, when a title is empty": {
    faults: {
      notes: ({ title }, response) => {
        if (title !== "") return false;
        answer(response, 201, {
          id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61",
          title: "",
          size: 1,
          secret: "x",
        });
        return true;
      },
    },
    words: /at \/secret: schema is false/,
    body: String.raw`\{"title":""\}`,
  },
  "a type that is not promised": {
    faults: {
      notes: ({ tags }, response) => {
        if (!Array.isArray(tags) || tags.length < 3) return false;
        answer(response, 201, { id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a61", title: "x", size: "3" });
        return true;
      },
    },
    words: /at \/size: must be integer/,
    body: String.raw`\{"tags":\[[^\]]*\]\}`,
  },
  "a status that is not declared": {
    faults: {
      notes: ({ title }, response) => {
        if (title !== null) return false;
        answer(response, 418, problem(418, "teapot"));
        return true;
      },
    },
    words: /418 is not declared/,
    body: String.raw`\{"title":null\}`,
  },
  "a connection that is dropped at a letter that is not plain": {
    faults: {
      notes: ({ title }, response) => {
        if (typeof title !== "string" || !/[^ -~]/.test(title)) return false;
        response.destroy();
        return true;
      },
    },
    words: /the connection was dropped/,
    body: String.raw`\{"title":"[^"]{1,6}"\}`,
  },
  "a problem that is none": {
    faults: {
      notes: ({ size }, response) => {
        if (typeof size !== "string") return false;
        answer(response, 400, { ...problem(400, "malformed_request"), code: undefined });
        return true;
      },
    },
    words: /\/: must have required properties code|without its code/,
    body: String.raw`\{"size":"[^"]?"\}`,
  },
};

describe("found, and made as small as it gets", () => {
  for (const [what, { faults, words, body }] of Object.entries(planted))
    test(what, async () => {
      const { target, report } = await run(faults);
      const found = failureLike(report, words);
      const line = new RegExp(
        `^curl -sS --globoff --path-as-is -X POST '${target.url}/v1/notes' -H "authorization: Bearer \\$KEY" -H 'content-type: application/json' --data-binary '${body}'$`,
      );
      assert.match(found.curl, line);
      assert.equal(found.again, true);
      assert.match(reportOf(report, "npm run fuzz -- --seed 7"), /The same again: npm run fuzz -- --seed 7$/);
    });

  test("the same seed finds it with the same requests", async () => {
    const faults = planted["a status that is not declared"]?.faults ?? {};
    const [one, other] = [await run(faults), await run(faults)];
    assert.deepEqual([...one.report.tallies], [...other.report.tallies]);
    assert.equal(one.report.asked, other.report.asked);
  });
});

test("a server that keeps what it was sent is told of with its size after each round", async () => {
  const { report } = await run({ kept: 120_000 });
  assert.match(failureLike(report, /MiB stayed in memory/).words, /after each round: \d+, \d+/);
});

test("memory that comes and goes, and caches that fill at the beginning, are no leak", () => {
  const mib = (...sizes: number[]) => sizes.map((size) => size * 2 ** 20);
  assert.equal(grown(mib(50, 90, 100, 100, 140, 100, 101, 150)), undefined);
  assert.equal(grown(mib(50, 60, 70, 80)), undefined);
  assert.equal(grown(mib(50, 60, 70, 90, 110, 130, 150, 170)), 80);
});

function failureLike({ failures }: Report, words: RegExp): Failure {
  const found = failures.find((failure) => words.test(failure.words));
  assert.ok(found, JSON.stringify(failures));
  return found;
}
