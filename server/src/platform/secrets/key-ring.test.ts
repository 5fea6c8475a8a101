import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createKeyRing, MissingSecret } from "./key-ring.ts";

const [first, second] = ["the first secret of these tests, 32+", "the second secret of these tests, 32+"];

describe("a key ring", () => {
  test("opens what it sealed, and never seals the same twice alike", () => {
    const ring = createKeyRing([first]);
    for (const text of ["", "x", "ü 😀 \0", "a".repeat(100_000)]) {
      const [once, twice] = [ring.seal("mail", text), ring.seal("mail", text)];
      assert.equal(ring.open("mail", once), text);
      assert.notEqual(once, twice);
      assert.match(once, /^[\w-]{8}\.[\w-]+$/);
      assert.ok(text.length < 8 || !once.includes(text));
    }
  });

  test("keeps one purpose from opening what was sealed for another", () => {
    const ring = createKeyRing([first]);
    assert.throws(() => ring.open("session", ring.seal("mail", "x")));
  });

  test("rotates: the newest secret seals, older ones still open until they are taken out", () => {
    const before = createKeyRing([first]).seal("mail", "x");
    const rotated = createKeyRing([second, first]);
    assert.equal(rotated.open("mail", before), "x");
    const after = rotated.seal("mail", "y");
    assert.equal(createKeyRing([second]).open("mail", after), "y");
    assert.throws(() => createKeyRing([second]).open("mail", before), /not in the ring/);
    assert.throws(() => createKeyRing([first]).open("mail", after), /not in the ring/);
  });

  test("refuses what was changed in any byte, cut or made up", () => {
    const ring = createKeyRing([first]);
    const sealed = ring.seal("mail", "secret");
    const [id = "", payload = ""] = sealed.split(".");
    const bytes = Buffer.from(payload, "base64url");
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      assert.throws(() => ring.open("mail", `${id}.${changed.toString("base64url")}`), `byte ${i}`);
    }
    for (let length = 0; length < bytes.length; length++)
      assert.throws(
        () => ring.open("mail", `${id}.${bytes.subarray(0, length).toString("base64url")}`),
        `${length} bytes`,
      );
    for (const made of ["", ".", id, `.${payload}`, "x", payload])
      assert.throws(() => ring.open("mail", made), made);
  });

  test("tells what the active secret sealed from what an older one did", () => {
    const before = createKeyRing([first]).seal("mail", "x");
    const rotated = createKeyRing([second, first]);
    assert.equal(createKeyRing([first]).isCurrent(before), true);
    assert.equal(rotated.isCurrent(before), false);
    assert.equal(rotated.isCurrent(rotated.seal("mail", rotated.open("mail", before))), true);
    for (const made of ["", ".", "x", before.slice(0, 8)]) assert.equal(rotated.isCurrent(made), false, made);
  });

  test("names the secret that is missing by its id, which says nothing about it", () => {
    const ring = createKeyRing([second, first]);
    assert.equal(ring.secretIds.length, 2);
    for (const id of ring.secretIds) assert.match(id, /^[\w-]{8}$/);
    assert.throws(
      () => createKeyRing([first]).open("mail", ring.seal("mail", "x")),
      (error) => error instanceof MissingSecret && error.secretId === ring.secretIds[0],
    );
  });

  test("signs alike for one purpose, text and secret, and for no other", () => {
    const ring = createKeyRing([first]);
    const mac = ring.mac("cookie", "ü 😀");
    assert.equal(mac.length, 32);
    assert.deepEqual(createKeyRing([first]).mac("cookie", "ü 😀"), mac);
    for (const other of [
      ring.mac("cookie", "ü"),
      ring.mac("refresh", "ü 😀"),
      createKeyRing([second]).mac("cookie", "ü 😀"),
    ])
      assert.notDeepEqual(other, mac);
  });

  test("signs under the newest secret and knows what older ones signed, in the order of the ring", () => {
    const [older, newer] = [createKeyRing([first]), createKeyRing([second])];
    const rotated = createKeyRing([second, first]);
    assert.deepEqual(rotated.mac("cookie", "x"), newer.mac("cookie", "x"));
    assert.deepEqual(rotated.macs("cookie", "x"), [newer.mac("cookie", "x"), older.mac("cookie", "x")]);
  });

  test("needs a secret", () => assert.throws(() => createKeyRing([]), /at least one/));
});
