import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, hostileServer } from "#harness/hostile-server";
import { client, failureWhen } from "./client.fixture.ts";
import type { FoundAddress } from "./look-up.ts";

const outbound = client();

describe("where a call goes", () => {
  const named = (...answers: FoundAddress["address"][][]) => {
    let asked = 0;
    const lookup = async () => {
      const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
      return addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    };
    return { lookup, asked: () => asked };
  };

  test("literals of every kind end in the address that is checked", async () => {
    const server = await hostileServer((socket) => socket.write(answer(200, "reached")));
    for (const host of ["127.1", "0177.0.0.1", "0x7f000001", "2130706433", "127.0.0.1.", "１２７.0.0.1"]) {
      const url = `http://${host}:${server.port}/`;
      assert.equal((await outbound.call({ method: "GET", url })).body, "reached", host);
      const strict = await failureWhen(client({ allow: [] }).call({ method: "GET", url }));
      assert.equal(strict.code, "refused_address", host);
    }
    assert.equal(server.requests.length, 6);
  });

  test("private literals and names are refused before anything is connected", async () => {
    const server = await hostileServer((socket) => socket.write(answer(200)));
    const strict = client({ allow: ["127.0.0.2"] });
    for (const host of ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"])
      for (const scheme of ["http", "https"]) {
        const url = `${scheme}://${host}:${server.port}/`;
        const failure = await failureWhen(strict.call({ method: "GET", url }));
        assert.deepEqual([failure.code, failure.retryable], ["refused_address", false], url);
        assert.doesNotMatch(failure.message, /\d+\.\d+\.\d+\.\d+|::/);
      }
    assert.equal(server.connections, 0);
  });

  test("a name with a dot at its end is another name, looked up and checked like any", async () => {
    const { lookup } = named(["127.0.0.2"]);
    const failure = await failureWhen(client({ lookup }).call({ method: "GET", url: "https://localhost./" }));
    assert.equal(failure.code, "refused_address");
  });

  test("one private address among a name's is enough to refuse it", async () => {
    const server = await hostileServer((socket) => socket.write(answer(200)));
    const { lookup } = named(["127.0.0.1", "127.0.0.2"]);
    const url = `http://erp.example:${server.port}/`;
    const failure = await failureWhen(client({ lookup }).call({ method: "GET", url }));
    assert.equal(failure.code, "refused_address");
    assert.equal(server.connections, 0);
  });

  test("a name that changes to a private address is refused, and each connection asks once", async () => {
    const server = await hostileServer((socket) => socket.end(answer(200, "x", { connection: "close" })));
    const rebinding = named(["127.0.0.1"], ["127.0.0.2"]);
    const caller = client({ lookup: rebinding.lookup });
    const url = `http://rebind.example:${server.port}/`;
    assert.equal((await caller.call({ method: "GET", url })).status, 200);
    assert.equal(rebinding.asked(), 1);
    const failure = await failureWhen(caller.call({ method: "GET", url }));
    assert.equal(failure.code, "refused_address");
    assert.deepEqual([server.connections, rebinding.asked()], [1, 2]);
  });

  test("a public address is not called without encryption", async () => {
    const { lookup } = named(["93.184.215.14"]);
    const failure = await failureWhen(client({ lookup }).call({ method: "GET", url: "http://example.com/" }));
    assert.match(`${failure.code} ${failure.detail}`, /refused_address .*https/);
  });

  test("a name without an address, and a look-up that hangs, are told in words and in time", async () => {
    const call = { method: "GET", url: "https://nobody.example/", timeoutMs: 200 };
    const unknown = await failureWhen(client({ lookup: async () => [] }).call(call));
    assert.match(`${unknown.code} ${unknown.detail}`, /unreachable Its name is not known/);
    const hanging = await failureWhen(client({ lookup: () => new Promise(() => {}) }).call(call));
    assert.equal(hanging.code, "timeout");
  });
});
