/**
 * Bodies that no client would send: every operation answers them with 4xx and a problem, changes nothing and goes on
 * serving. Those for everybody as well. What stands in a body at the wrong place is the fuzzer's (test/fuzz).
 */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Answer, testApp } from "#harness/app";
import { checksums, checksumsAtRest } from "#harness/checksum";
import { loggedIn } from "#harness/people";
import type { Action } from "#platform/action";
import { populate } from "./population.fixture.ts";
import { type AskedOperation, operationsOf } from "./probes.fixture.ts";

const t = await testApp();
const own = await populate(t, "Own GmbH");
const operations = operationsOf(t, own).filter(({ request }) => request.body !== undefined);
/** Those that an empty body is enough for would be done; changes of master data say what they change. */
const doneByNothing = new Set(
  t.app.actions
    .filter((action) => action.audience !== "organization" || action.door.startsWith("POST"))
    .filter((action) => requiredInBody(action).length === 0)
    .map(({ door }): string => door),
);

/** What stands in the path is there already. */
function requiredInBody({ input, door }: Action): string[] {
  const required = "required" in input ? (input.required as string[]) : [];
  return required.filter((name) => !door.includes(`{${name}}`));
}

/** What is sent as it is. */
const bodies: Record<string, { sent: string | Buffer; status: number[] }> = {
  "nothing at all": { sent: "", status: [422] },
  null: { sent: "null", status: [422] },
  "a list": { sent: "[]", status: [422] },
  "a list of lists": { sent: "[[[[[[[[[[]]]]]]]]]]", status: [422] },
  "a number": { sent: "1", status: [422] },
  "a text": { sent: '"x"', status: [422] },
  "no JSON": { sent: "{a:1}", status: [400] },
  "half a document": { sent: '{"name":"x"', status: [400] },
  "two documents": { sent: "{}{}", status: [400] },
  "a comma too many": { sent: '{"name":"x",}', status: [400] },
  "no UTF-8": { sent: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), status: [400] },
  "an overlong slash": { sent: Buffer.from([0x22, 0xc0, 0xaf, 0x22]), status: [400] },
  "a surrogate in UTF-8": { sent: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), status: [400] },
  "UTF-16": { sent: Buffer.from('{"name":"x"}', "utf16le"), status: [400] },
  "a prototype": { sent: '{"__proto__":{"isAdmin":true}}', status: [400] },
  "a constructor": { sent: '{"constructor":{"prototype":{"isAdmin":true}}}', status: [422] },
  "inherited names": { sent: '{"toString":1,"hasOwnProperty":2,"valueOf":3}', status: [422] },
  "a hundred thousand levels": { sent: "[".repeat(100_000) + "]".repeat(100_000), status: [400] },
  "twenty-one levels": { sent: `${'{"a":'.repeat(22)}1${"}".repeat(22)}`, status: [400] },
  "twenty thousand fields": {
    sent: `{${Array.from({ length: 20_000 }, (_, i) => `"${i}":1`).join(",")}}`,
    status: [400],
  },
  "a number beyond all": { sent: `{"name":${"9".repeat(1_000)}}`, status: [422] },
  "a field twice": { sent: '{"nothing":1,"nothing":2}', status: [422] },
};

const kept = await checksumsAtRest(t.database.adminUrl);

describe("a body that is none", () => {
  for (const asked of operations) {
    test(asked.operation, async () => {
      for (const [what, { sent, status }] of Object.entries(bodies)) {
        if (what === "nothing at all" && doneByNothing.has(asked.operation)) continue;
        const answer = await send(asked, sent);
        // what takes no input at all takes an empty body
        const allowed = what === "nothing at all" ? [...status, 412] : status;
        assert.ok(allowed.includes(answer.status), `${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
        assertProblem(answer, what);
      }
    });
  }

  test("changes nothing", async () => {
    assert.deepEqual(await checksums(t.database.adminUrl), kept);
  });

  test("nothing was taught to every object", () => {
    assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined);
  });
});

test("what nobody is known for keeps no memory of what was thrown at it", async () => {
  const open = operations.filter(({ by }) => by === "nobody");
  assert.ok(open.length >= 4, `only ${open.length} operations are for everybody`);
  const throwAt = async (times: number) => {
    for (let i = 0; i < times; i++)
      for (const asked of open) {
        const names = ["unknown", ...Object.keys(asked.request.body as object)];
        const fields = names.map((name) => [name, `${i} `.repeat(20_000)]);
        const { status } = await send(asked, JSON.stringify(Object.fromEntries(fields)));
        assert.ok(status >= 400 && status < 500, asked.operation);
      }
  };
  await throwAt(5);
  const before = heapBytes();
  await throwAt(40);
  const grown = (heapBytes() - before) / 1024 / 1024;
  assert.ok(grown < 10, `${grown.toFixed(1)} MiB stayed of ${40 * open.length} bodies`);
});

test("the next request is served, and nothing of our own was told", async () => {
  const { status } = await t.ask("GET", "/v1/me", { key: own.key });
  assert.equal(status, 200);
});

describe("a connection that misbehaves", () => {
  const { port, hostname } = new URL(t.url);

  test("400: what is no HTTP is answered by a problem and hung up on", async () => {
    const said = await raw("this is no http\r\n\r\n");
    assert.match(said, /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"status":400/);
  });

  test("431: headers beyond 16 KiB", async () => {
    const said = await raw(
      `GET /v1/me HTTP/1.1\r\nhost: x\r\n${`x-bomb: ${"a".repeat(1_000)}\r\n`.repeat(20)}\r\n`,
    );
    assert.match(said, /^HTTP\/1\.1 431 [\s\S]*"status":431/);
  });

  test("400: two lengths, a length that is no number, and both ways of framing at once", async () => {
    const head = `POST /v1/customers HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`;
    for (const framing of [
      "content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
      "content-length: two\r\n\r\n{}",
      "content-length: -1\r\n\r\n{}",
      "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      "transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    ])
      assert.match(await raw(head + framing), /^HTTP\/1\.1 400 /, framing);
  });

  test("a caller that hangs up in the middle of its body disturbs nobody", async () => {
    for (let i = 0; i < 20; i++) {
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.write(`POST /v1/customers HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${own.key}\r\n`);
      socket.write("content-type: application/json\r\ncontent-length: 1000\r\n\r\n{");
      await new Promise((resolve) => socket.once("connect", resolve));
      socket.destroy();
    }
    assert.equal((await t.ask("GET", "/v1/me", { key: own.key })).status, 200);
  });

  /** What the server says until it hangs up. */
  function raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let said = "";
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.setEncoding("utf8").on("data", (part) => {
        said += part;
      });
      socket.on("end", () => socket.end());
      socket.on("close", () => resolve(said));
      socket.on("error", reject);
      after(() => socket.destroy());
    });
  }
});

let token = own.person.token;

/** With the credential that the operation asks for; a human whose session was ended by the last one logs in again. */
async function send(asked: AskedOperation, sent: string | Buffer): Promise<Answer> {
  const answer = await sendOnce(asked, sent);
  if (asked.by !== "person" || answer.json?.code !== "unauthenticated") return answer;
  token = (await loggedIn(t, own.person.email)).token;
  return await sendOnce(asked, sent);
}

function sendOnce({ by, request }: AskedOperation, sent: string | Buffer): Promise<Answer> {
  const key = { key: own.key, person: token, nobody: undefined }[by];
  return t.ask(request.method, request.path, {
    ...(key === undefined ? {} : { key }),
    headers: { "if-match": '"999"' },
    body: sent,
  });
}

function assertProblem({ status, headers, json }: Answer, what: string): void {
  if (status < 400) return;
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/, what);
  assert.equal(json.status, status, what);
  assert.doesNotMatch(
    JSON.stringify(json),
    /select |insert |at file:|node:internal|pg-|plinth_app|relation "/i,
    what,
  );
}

/** What is alive after the garbage was collected. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}
