import assert from "node:assert/strict";
import { test } from "node:test";
import { createCookies } from "./cookies.ts";

const secure = createCookies("https://plinth.example");
const plain = createCookies("http://localhost:3000");

test("behind https a cookie is pinned to this host and to TLS; on a developer's own machine it is not", () => {
  const cookie = { name: "session", value: "x", maxAgeSeconds: 60 };
  const shared = "Path=/; Max-Age=60; HttpOnly; SameSite=Lax";
  assert.equal(secure.write(cookie), `__Host-plinth_session=x; ${shared}; Secure`);
  assert.equal(plain.write(cookie), `plinth_session=x; ${shared}`);
  assert.deepEqual([secure.nameOf("a"), plain.nameOf("a")], ["__Host-plinth_a", "plinth_a"]);
});

test("no value makes the browser forget", () => {
  const forgotten = plain.write({ name: "session", value: null, maxAgeSeconds: 60 });
  assert.match(forgotten, /^plinth_session=; Path=\/; Max-Age=0;/);
});

test("a cookie is read by its whole name, wherever it stands", () => {
  for (const header of [
    "plinth_session=x",
    "a=1; plinth_session=x; b=2",
    "a=1;plinth_session=x",
    " plinth_session = x ",
    "plinth_session=x; plinth_session=x",
  ])
    assert.equal(plain.read(header, "session"), "x", header);
  assert.equal(plain.read("plinth_session=a=b==", "session"), "a=b==");
});

test("what is no cookie of ours, or is there with two values, is not read", () => {
  for (const header of [
    undefined,
    "",
    ";",
    "=x",
    "session=x",
    "xplinth_session=x",
    "plinth_session2=x",
    "plinth_session",
    "PLINTH_SESSION=x",
    "__Host-plinth_session=x",
    "plinth_session=x; plinth_session=y",
  ])
    assert.equal(plain.read(header, "session"), undefined, header);
});
