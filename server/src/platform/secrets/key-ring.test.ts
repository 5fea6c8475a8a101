import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createKeyRing } from "./key-ring.ts";

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

  test("needs a secret", () => assert.throws(() => createKeyRing([]), /at least one/));
});
