import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { after, describe, test } from "node:test";
import { until } from "#harness/until";
import { createLookup, type Lookup } from "./look-up.ts";

type Said = { four?: string[]; six?: boolean; code?: number } | "silence";

/** A name server that answers as the test says, by the first word of the name. */
async function nameServer(answers: Record<string, Said>): Promise<string[]> {
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    const label = question.subarray(13, 13 + (question[12] ?? 0)).toString();
    const said = answers[label] ?? { code: 3 };
    if (said === "silence") return;
    socket.send(reply(question, said), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  after(() => socket.close());
  return [`127.0.0.1:${socket.address().port}`];
}

function reply(question: Buffer, { four = [], six = false, code = 0 }: Exclude<Said, "silence">): Buffer {
  const name = question.indexOf(0, 12) + 1;
  const type = question.readUInt16BE(name);
  const addresses = type === 1 ? four.map((text) => text.split(".").map(Number)) : [];
  if (type === 28 && six) addresses.push([0x2a, 0, ...Array<number>(13).fill(0), 7]);
  const records = addresses.map((bytes) => [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, bytes.length, ...bytes]);
  const header = [question[0] ?? 0, question[1] ?? 0, 0x81, 0x80 | code, 0, 1, 0, records.length, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(header), question.subarray(12, name + 4), Buffer.from(records.flat())]);
}

const servers = await nameServer({
  both: { four: ["192.0.2.1", "192.0.2.2"], six: true },
  four: { four: ["192.0.2.3"] },
  tarpit: "silence",
  broken: { code: 2 },
  none: {},
});

function asking() {
  const asked: string[] = [];
  const waiting: ((found: { address: string; family: number }[]) => void)[] = [];
  const system: Lookup = (hostname) => {
    asked.push(hostname);
    return new Promise((resolve) => waiting.push(resolve));
  };
  return { asked, waiting, lookup: createLookup({ servers, system, timeoutMs: 100 }) };
}

describe("a name", () => {
  test("has all of its addresses from the name servers, and the system is not asked", async () => {
    const { lookup, asked } = asking();
    assert.deepEqual(await lookup("both.example"), [
      { address: "2a00::7", family: 6 },
      { address: "192.0.2.1", family: 4 },
      { address: "192.0.2.2", family: 4 },
    ]);
    assert.deepEqual(await lookup("four.example"), [{ address: "192.0.2.3", family: 4 }]);
    assert.deepEqual(asked, []);
  });

  test("whose servers are silent or broken takes nobody's place: the system is not asked", async () => {
    const { lookup, asked } = asking();
    for (const name of ["tarpit.example", "broken.example"])
      await assert.rejects(lookup(name), { code: "EAI_AGAIN" }, name);
    assert.deepEqual(asked, []);
  });

  test("that the servers do not know is asked of the system, one at a time", async () => {
    const { lookup, asked, waiting } = asking();
    const found = [lookup("hosts-file.example"), lookup("none.example")];
    await until("the system to be asked", () => asked.length === 1);
    // what the servers know does not wait for it
    assert.equal((await lookup("four.example")).length, 1);
    assert.equal(asked.length, 1);
    const here = [{ address: "10.0.0.7", family: 4 }];
    waiting[0]?.(here);
    assert.deepEqual(await Promise.race(found), here);
    assert.equal(asked.length, 2);
    waiting[1]?.(here);
    assert.deepEqual(await Promise.all(found), [here, here]);
  });

  test("of this machine is never asked of anybody else", async () => {
    for (const name of ["localhost", "localhost.", "fakes.localhost"]) {
      const { lookup, asked, waiting } = asking();
      const found = lookup(name);
      waiting[0]?.([{ address: "127.0.0.1", family: 4 }]);
      assert.equal((await found).length, 1);
      assert.deepEqual(asked, [name]);
    }
  });
});
