import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { hash as argon2, parseOptions } from "@node-rs/argon2";
import bcrypt from "bcryptjs";
import { nobodysHash } from "./argon2.ts";
import { createPasswords } from "./passwords.ts";

const passwords = createPasswords();
after(() => passwords.stop());

const right = { ok: true, upgrade: false };
const wrong = { ok: false, upgrade: false };
const outdated = { ok: true, upgrade: true };

test("a password is kept as argon2id with 19 MiB and two passes, never twice alike", async () => {
  const [one, two] = [await passwords.hash("correct horse"), await passwords.hash("correct horse")];
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.notEqual(one, two);
  assert.deepEqual(await passwords.verify("correct horse", one), right);
  for (const other of ["correct horsf", "correct hors", "correct horse ", "Correct horse", ""])
    assert.deepEqual(await passwords.verify(other, one), wrong, other);
});

describe("odd passwords", () => {
  for (const [what, password] of [
    ["nothing", ""],
    ["a NUL inside", "before\0after"],
    ["emoji", "😀".repeat(128)],
    ["a lone surrogate", "half \ud83d of it"],
    ["1,024 bytes", "a".repeat(1_024)],
  ] as const) {
    test(`${what}: is kept and known again, and nothing else is`, async () => {
      const hash = await passwords.hash(password);
      assert.deepEqual(await passwords.verify(password, hash), right);
      assert.deepEqual(await passwords.verify(`${password}x`, hash), wrong);
      assert.deepEqual(await passwords.verify(password.slice(0, -1) || "x", hash), wrong);
    });
  }

  test("the same letters are the same password, however a keyboard writes them", async () => {
    assert.deepEqual(
      await passwords.verify("Ame\u0301lie ﬁve Ⅳ", await passwords.hash("Amélie five IV")),
      right,
    );
  });

  test("over 1,024 bytes, also after normalization: none is made, none is right", async () => {
    const hash = await passwords.hash("short enough");
    for (const long of ["a".repeat(1_025), "é".repeat(513), "\ufdfa".repeat(128), "a".repeat(10_000_000)]) {
      await assert.rejects(passwords.hash(long), /at most 1024 bytes/);
      assert.deepEqual(await passwords.verify(long, hash), wrong);
      assert.deepEqual(await passwords.verify(long, undefined), wrong);
    }
  });
});

describe("nobody's password", () => {
  test("is never right, not even the empty one", async () => {
    for (const password of ["", "password", nobodysHash]) {
      assert.deepEqual(await passwords.verify(password, undefined), wrong);
    }
  });

  test("costs as much to compare as anybody's", async () => {
    const cost = (hash: string) => ({ ...parseOptions(hash) });
    assert.deepEqual(cost(nobodysHash), cost(await passwords.hash("anybody's")));
  });
});

describe("hashes of older days and other systems", () => {
  for (const [what, options] of [
    ["less memory", { memoryCost: 8_192 }],
    ["fewer passes", { timeCost: 1 }],
    ["argon2i", { algorithm: 1 }],
    ["argon2d", { algorithm: 0 }],
    ["an older version", { version: 0 }],
    ["a shorter hash", { outputLen: 16 }],
    ["a shorter salt", { salt: Buffer.from("8 bytes.") }],
  ] as const) {
    test(`${what}: right, and to be hashed anew`, async () => {
      const hash = await argon2("correct horse", { algorithm: 2, ...options });
      assert.deepEqual(await passwords.verify("correct horse", hash), outdated);
      assert.deepEqual(await passwords.verify("wrong horse", hash), wrong);
    });
  }

  test("stronger than ours stays as it is", async () => {
    const hash = await argon2("correct horse", { algorithm: 2, memoryCost: 32_768, timeCost: 3 });
    assert.deepEqual(await passwords.verify("correct horse", hash), right);
  });

  for (const kind of ["$2a$", "$2b$", "$2y$"]) {
    test(`bcrypt ${kind}: right, and to be hashed anew`, async () => {
      const hash = kind + bcrypt.hashSync("pässword 😀", 4).slice(4);
      assert.deepEqual(await passwords.verify("pässword 😀", hash), outdated);
      assert.deepEqual(await passwords.verify("pässword 😁", hash), wrong);
    });
  }

  test("a hash that others made with bcrypt is right", async () => {
    // from crypt_blowfish's own test vectors
    for (const [hash, password] of [
      ["$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"],
      ["$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"],
      ["$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"],
    ] as const)
      assert.deepEqual(await passwords.verify(password, hash), outdated);
  });

  test("bcrypt reads 72 bytes: a longer password is right by those, and not hashed anew on their word", async () => {
    const hash = bcrypt.hashSync("a".repeat(80), 4);
    assert.deepEqual(await passwords.verify("a".repeat(72), hash), outdated);
    assert.deepEqual(await passwords.verify(`${"a".repeat(72)}anything`, hash), right);
    assert.deepEqual(await passwords.verify("a".repeat(71), hash), wrong);
  });

  test("bcrypt compares letters as they were typed elsewhere, unnormalized", async () => {
    const hash = bcrypt.hashSync("ame\u0301lie", 4);
    assert.deepEqual(await passwords.verify("ame\u0301lie", hash), outdated);
  });

  test("bcrypt does not hold up the loop, and its thread comes back after it was stopped", async () => {
    const hash = bcrypt.hashSync("slow", 11);
    let turnsOfTheLoop = 0;
    const beat = setInterval(() => turnsOfTheLoop++, 1);
    assert.deepEqual(await passwords.verify("slow", hash), outdated);
    clearInterval(beat);
    // on the loop's own thread it would be none
    assert.ok(turnsOfTheLoop > 5, `${turnsOfTheLoop} turns`);
    await passwords.stop();
    assert.deepEqual(await passwords.verify("slow", hash), outdated);
  });

  for (const [what, hash] of [
    ["nothing", ""],
    ["no hash", "plain text"],
    ["half of one", "$argon2id$v=19$m=19456,t=2,p=1$4IPwfgu0VtG1cMhL2n9zrw"],
    ["4 GiB of memory", nobodysHash.replace("m=19456", "m=4194304")],
    ["a million passes", nobodysHash.replace("t=2", "t=1000000")],
    ["half a bcrypt", "$2b$10$ULQB0PHhBKFE99YpAPmYmO"],
    ["bcrypt for years", bcrypt.hashSync("x", 4).replace("$04$", "$31$")],
    ["bcrypt with another letter", bcrypt.hashSync("x", 4).replace("$2b$", "$2x$")],
  ] as const) {
    test(`what cannot be read is an error and not a wrong password: ${what}`, async () => {
      await assert.rejects(passwords.verify("x", hash), (error) => {
        assert.ok(error instanceof Error);
        assert.ok(hash === "" || !error.message.includes(hash), "and the error does not show it");
        return true;
      });
      assert.deepEqual(await passwords.verify("x", undefined), wrong, "and the next is served");
    });
  }
});

describe("when its turn comes", () => {
  test("the limiter is asked after the waiting, learns of every failure before it is asked again, and its no is the answer", async () => {
    const hash = await passwords.hash("correct horse");
    const order = ["correct horse", "one", "two", "three", "correct horse"];
    const asked: string[] = [];
    let failures = 0;
    const guess = (password: string) =>
      passwords
        .verify(password, hash, {
          whenItsTurn: async () => {
            asked.push(password);
            if (failures >= 2) throw new Error("too many");
          },
          whenWrong: async () => void failures++,
        })
        .then(({ ok }) => ok);
    const answers = await Promise.allSettled(order.map(guess));
    assert.deepEqual(asked, order);
    assert.deepEqual(
      answers.map((answer) => (answer.status === "fulfilled" ? answer.value : String(answer.reason))),
      [true, false, false, "Error: too many", "Error: too many"],
    );
  });

  test("503: of a flood, 65 are served and the others told at once", async () => {
    const flood = await Promise.allSettled(
      Array.from({ length: 100 }, () => passwords.verify("x", undefined, { whenItsTurn: async () => {} })),
    );
    assert.equal(flood.filter(({ status }) => status === "fulfilled").length, 65);
    assert.deepEqual(await passwords.verify("x", undefined), wrong);
  });
});
