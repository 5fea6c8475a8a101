import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { complaints } from "./password.ts";

const ada = { email: "ada.lovelace@analytical.example", name: "Ada Lovelace" };
const refused = (password: string, said: RegExp) => {
  const found = complaints(password, ada);
  assert.equal(found.length, 1, `${password}: ${found.join()}`);
  assert.match(found[0] ?? "", said);
};

describe("too short and too long", () => {
  test("10 to 128 characters, of any kind", () => {
    refused("", /at least 10/);
    refused("k7!mzQ#w9", /at least 10/);
    assert.deepEqual(complaints("k7!mzQ#w9p"), []);
    const long = `${"ein Satz, den man sich merkt; ".repeat(4)}1x2y3z4w`;
    assert.deepEqual(complaints(long), []);
    refused(`${long}!`, /at most 128/);
    refused("x".repeat(10_000_000), /at most 128/);
  });

  test("length is counted in characters as they will be hashed", () => {
    assert.deepEqual(complaints("🐎🔋📎✅🌋🎈🧭🎻🪁🦑"), []);
    refused("🐎🔋📎✅🌋🎈🧭🎻🪁", /at least 10/);
    refused("\ufdfa".repeat(20), /at most 128/); // one character that NFKC makes eighteen of
  });

  test("what cannot be seen cannot be typed again", () => {
    refused("before\0after it", /cannot be seen/);
    refused("tab\tin the middle", /cannot be seen/);
    refused("half \ud83d of a smile", /cannot be seen/);
  });
});

describe("what is tried first", () => {
  for (const password of [
    "Password123!",
    "P@ssw0rd2024!",
    "p-a-s-s-w-o-r-d-1",
    "passwordpassword",
    "hunter2hunter2",
    "drowssap1234",
    "Summer2024!",
    "Sommer2026!",
    "Passwort2024",
    "Willkommen1!",
    "Welcome@123",
    "Admin@2024!!",
    "!!!Dragon!!!",
    "dragon123456",
    "letmein1234567890",
    "iloveyou12",
    "Michael19840512",
    "12.05.1984michael",
    "2024-12-24!!",
    "31.12.1999",
    "1qaz2wsx3edc",
    "qwerty12345",
    "1q2w3e4r5t6y",
    "plinth-2026!",
    "0987654321",
    "asdfasdfasdf",
  ])
    test(`a known word, dressed or not: ${password}`, () => refused(password, /lists that attackers/));

  for (const password of [
    "aaaaaaaaaa",
    "abababababab",
    "1212121212",
    "abcdefghijk",
    "!QAZ2wsx#EDC",
    "qwertzuiop12",
    "          ",
    "................",
  ])
    test(`a thing that fingers do: "${password}"`, () => refused(password, /guessed first/));

  for (const password of [
    "ada.lovelace2024",
    "AdaLovelace1",
    "4d4 L0velace",
    "analytical-ada!",
    "plinth.ada.1843",
  ])
    test(`one's own name: ${password}`, () => refused(password, /name/));
});

describe("what everybody has read as an example", () => {
  for (const password of [
    "correct horse battery staple",
    "Correct-Horse-Battery-Staple",
    "CorrectHorseBatteryStaple1!",
    "c0rrect h0rse battery stap1e",
    "correct horse battery",
    "elpats yrettab esroh tcerroc",
    "Tr0ub4dor&3",
  ])
    test(password, () => refused(password, /lists/));
});

describe("what is good", () => {
  for (const password of [
    "correct horse",
    "blue tiger sings",
    "kvistr ulmo bae",
    "xK9#mQ2$vL",
    "G7!kd02mzQpa",
    "horse73920184650",
    "93850274619385",
    "ada counts on nobody",
    "mein rotes fahrrad",
    "密碼不是這個而是另一個",
    "пароль не этот",
  ])
    test(password, () => assert.deepEqual(complaints(password, ada), []));
});

test("what a generator makes is good, but for the few that hold a known word by chance", () => {
  // without the library's love of edge cases: aaaa… is refused with reason, and no generator draws it
  const draw = fc.noBias(fc.stringMatching(/^[A-Za-z0-9!#%&*+/?@_-]{16}$/));
  const refused = fc.sample(draw, 1_000).filter((password) => complaints(password, ada).length > 0);
  assert.ok(refused.length <= 5, refused.join("\n"));
});

test("any text has an answer, within milliseconds", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 600 }),
      fc.string({ unit: "binary" }),
      (password, name) => {
        const started = performance.now();
        const found = complaints(password, { email: `${name}@${name}`, name });
        assert.ok(found.length <= 1);
        assert.ok(performance.now() - started < 500);
      },
    ),
    { numRuns: 300 },
  );
});
