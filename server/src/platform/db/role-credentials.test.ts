import assert from "node:assert/strict";
import { test } from "node:test";
import { rolePassword, scramVerifier, urlFor } from "./role-credentials.ts";

const login = { role: "plinth_app", password: "pw", database: "shop" };

const urls: [admin: string, served: string][] = [
  ["postgres://postgres:secret@db.example:5432/shop", "postgres://plinth_app:pw@db.example:5432/shop"],
  ["postgresql://db.example", "postgresql://plinth_app:pw@db.example/shop"],
  ["postgres://u:p@/shop?host=/run/pg&port=5433", "postgres://plinth_app:pw@/shop?host=/run/pg&port=5433"],
  ["postgres:///shop?host=/run/pg&user=u&password=p", "postgres://plinth_app:pw@/shop?host=/run/pg"],
  [
    "postgres://u:p%40ss@[::1]:5432/shop?sslmode=require",
    "postgres://plinth_app:pw@[::1]:5432/shop?sslmode=require",
  ],
  [
    "postgres://u:p@a:1,b:2/shop?target_session_attrs=primary",
    "postgres://plinth_app:pw@a:1,b:2/shop?target_session_attrs=primary",
  ],
];

for (const [admin, served] of urls) {
  test(`the role's URL keeps the place of ${admin}`, () => {
    assert.equal(urlFor(admin, login), served);
  });
}

test("a database name is written so that a URL can carry it", () => {
  const url = urlFor("postgres://u:p@h/x", { ...login, database: "größe 1/2?" });
  assert.equal(decodeURIComponent(new URL(url).pathname.slice(1)), "größe 1/2?");
});

test("what is no database URL is refused without repeating its password", () => {
  assert.throws(
    () => urlFor("mysql://root:hunter2@h/x", login),
    (error: Error) => /postgres:\/\//.test(error.message) && !error.message.includes("hunter2"),
  );
});

test("passwords follow from secret and role, and from nothing else", () => {
  assert.equal(rolePassword("s", "plinth_app"), rolePassword("s", "plinth_app"));
  assert.notEqual(rolePassword("s", "plinth_app"), rolePassword("s", "plinth_owner"));
  assert.notEqual(rolePassword("s", "plinth_app"), rolePassword("t", "plinth_app"));
  assert.match(rolePassword("s", "plinth_app"), /^[\w-]{43}$/);
});

test("the verifier is that of RFC 7677", () => {
  assert.equal(
    scramVerifier("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64")),
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
  );
});
