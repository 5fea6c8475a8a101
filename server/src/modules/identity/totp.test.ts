import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { acceptedStep, newTotpSecret, totpCode, totpQr, totpStep, totpUri } from "./totp.ts";

/** "12345678901234567890", the secret of RFC 6238, in base32. */
const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const at = (seconds: number) => new Date(seconds * 1_000);
const noon = 1_763_726_400;
const codeAt = (seconds: number) => totpCode(secret, totpStep(at(seconds)));

describe("RFC 6238, appendix B", () => {
  for (const [seconds, code] of [
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ] as const) {
    test(`at ${seconds} seconds the code is ${code}, of which an app shows the last six digits`, () => {
      assert.equal(totpCode(secret, totpStep(at(seconds)), 8), code);
      assert.equal(codeAt(seconds), code.slice(2));
      assert.equal(acceptedStep(secret, code.slice(2), at(seconds), null), totpStep(at(seconds)));
    });
  }

  test("RFC 4226, appendix D: the first ten codes", () => {
    assert.deepEqual(
      Array.from({ length: 10 }, (_, step) => totpCode(secret, step)),
      ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"],
    );
  });
});

test("a clock may be one step off, and not two", () => {
  const step = totpStep(at(noon));
  for (const [seconds, accepted] of [
    [noon - 60, undefined],
    [noon - 31, undefined],
    [noon - 30, step - 1],
    [noon - 1, step - 1],
    [noon, step],
    [noon + 29, step],
    [noon + 30, step + 1],
    [noon + 59, step + 1],
    [noon + 60, undefined],
  ] as const)
    assert.equal(acceptedStep(secret, codeAt(seconds), at(noon), null), accepted, `${seconds - noon} s`);
});

test("each step is accepted once, and none before the last one accepted", () => {
  let last: number | undefined;
  for (let seconds = noon; seconds < noon + 300; seconds += 30) {
    const step = acceptedStep(secret, codeAt(seconds), at(seconds), last);
    assert.equal(step, totpStep(at(seconds)));
    assert.equal(acceptedStep(secret, codeAt(seconds), at(seconds), step), undefined, "again");
    assert.equal(acceptedStep(secret, codeAt(seconds), at(seconds + 29), step), undefined, "again, later");
    assert.equal(acceptedStep(secret, codeAt(seconds - 30), at(seconds), step), undefined, "the one before");
    last = step;
  }
  const ahead = acceptedStep(secret, codeAt(noon + 330), at(noon + 300), last);
  assert.equal(ahead, totpStep(at(noon + 330)));
  assert.equal(
    acceptedStep(secret, codeAt(noon + 300), at(noon + 300), ahead),
    undefined,
    "skipped is spent too",
  );
});

test("of two steps with the same code the later one counts, so that the code is spent", () => {
  // searched for once: two neighbouring steps with one code
  const step = 910_737;
  assert.equal(totpCode(secret, step), totpCode(secret, step + 1));
  for (const now of [step, step + 1]) {
    const accepted = acceptedStep(secret, totpCode(secret, step), at(now * 30), step - 1);
    assert.equal(accepted, step + 1);
    assert.equal(acceptedStep(secret, totpCode(secret, step), at(now * 30), accepted), undefined);
  }
});

describe("no code", () => {
  const right = codeAt(noon);
  for (const [what, code] of [
    ["nothing", ""],
    ["five digits", right.slice(0, 5)],
    ["seven digits", `${right}0`],
    ["letters", "abcdef"],
    ["a sign", `+${right.slice(1)}`],
    ["full-width digits", [...right].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join("")],
    ["Arabic digits", [...right].map((digit) => String.fromCharCode(0x660 + Number(digit))).join("")],
    ["a NUL behind", `${right}\0`],
    ["another code", String((Number(right) + 1) % 1_000_000).padStart(6, "0")],
  ] as const) {
    test(what, () => assert.equal(acceptedStep(secret, code, at(noon), null), undefined));
  }

  test("spaces are how apps show it, and are left out", () => {
    const spaced = ` ${right.slice(0, 3)} ${right.slice(3)} `;
    assert.equal(acceptedStep(secret, spaced, at(noon), null), totpStep(at(noon)));
  });

  test("the code of another secret", () => {
    const other = newTotpSecret();
    const codes = [-30, 0, 30].map((apart) => codeAt(noon + apart));
    const [code] = [0, 1, 2, 3]
      .map((apart) => totpCode(other, totpStep(at(noon)) + apart))
      .filter((each) => !codes.includes(each));
    assert.equal(acceptedStep(secret, code ?? "", at(noon), null), undefined);
  });
});

test("a new secret is 160 bits in base32, and no two are alike", () => {
  const secrets = Array.from({ length: 100 }, newTotpSecret);
  assert.equal(new Set(secrets).size, 100);
  for (const each of secrets) assert.match(each, /^[A-Z2-7]{32}$/);
});

test("an app reads issuer, account and secret, whatever they are called", () => {
  const account = "ada+x@example.com";
  const uri = new URL(totpUri(secret, { issuer: "Söhne & Co: KG", account }));
  assert.equal(uri.protocol, "otpauth:");
  assert.equal(uri.searchParams.get("secret"), secret);
  assert.equal(uri.searchParams.get("issuer"), "Söhne & Co  KG");
  assert.equal(decodeURIComponent(uri.pathname).split("/").at(-1), `Söhne & Co  KG:${account}`);
});

test("the picture is an image and nothing else", () => {
  const svg = totpQr(totpUri(secret, { issuer: "Plinth", account: '"><script>alert(1)</script>' }));
  assert.match(svg, /^<svg [^>]*viewBox="0 0 \d+ \d+"/);
  assert.doesNotMatch(svg, /script|href|url\(/);
  assert.ok(svg.length > 1_000);
});
