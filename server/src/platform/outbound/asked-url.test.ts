import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askedUrl, loggedUrl, objectionTo } from "./asked-url.ts";
import { traceparent } from "./trace.ts";

describe("an address to call", () => {
  for (const address of [
    ...[
      "",
      "example.com",
      "//example.com",
      "ftp://example.com",
      "file:///etc/passwd",
      "data:,x",
      "javascript:1",
    ],
    ...[
      "https://",
      "https://[::1%25eth0]/",
      "https://[::1",
      "http://256.256.256.256/",
      "http://a b/",
      "gopher://x",
    ],
    ...["https://me@example.com", "https://me:secret@example.com", "https://:secret@example.com"],
  ])
    test(`is not "${address}"`, () => {
      assert.throws(() => askedUrl(address), { code: "refused_address", retryable: false });
    });

  test("never repeats a login that was in it", () => {
    assert.throws(
      () => askedUrl("https://me:hunter2@example.com"),
      (error) => !String(error).includes("hunter2"),
    );
  });

  const odd: [written: string, host: string][] = [
    ["http://0177.1/", "127.0.0.1"],
    ["http://0x7f.0.0.1/", "127.0.0.1"],
    ["http://2130706433/", "127.0.0.1"],
    ["http://127.1/", "127.0.0.1"],
    ["http://127.0.0.1./", "127.0.0.1"],
    ["http://１２７。０。０。１/", "127.0.0.1"],
    ["http://①②⑦.0.0.1/", "127.0.0.1"],
    ["http://%31%32%37.0.0.1/", "127.0.0.1"],
    ["http://[0:0:0:0:0:ffff:127.0.0.1]/", "[::ffff:7f00:1]"],
    ["https://BÜCHER.example/", "xn--bcher-kva.example"],
  ];
  for (const [written, host] of odd)
    test(`${written} is ${host} before it is checked`, () => assert.equal(askedUrl(written).hostname, host));
});

describe("an address that is written down", () => {
  const objections: [url: string, allow: string[], objection: RegExp | undefined][] = [
    ["https://a.example/x", [], undefined],
    ["http://a.example/x", [], /not encrypted/],
    // which address it has is known at the connection
    ["http://erp.local/x", ["10.0.0.0/8"], undefined],
    ["https://10.1.2.3/", [], /private/],
    ["http://10.1.2.3/", ["10.0.0.0/8"], undefined],
    ["http://0x0a010203/", [], /private/],
    ["https://[::1]/", ["10.0.0.0/8"], /private/],
    ["http://8.8.8.8/", [], /not encrypted/],
    ["https://me:pw@a.example/", [], /login/],
    ["nowhere", [], /no URL/],
  ];
  for (const [url, allow, objection] of objections)
    test(`${url} ${objection === undefined ? "is fine" : "is objected to"} where ${allow.join() || "nothing"} is allowed`, () => {
      const found = objectionTo(url, allow);
      if (objection === undefined) assert.equal(found, undefined);
      else assert.match(found ?? "", objection);
    });
});

describe("the log", () => {
  const shown: [url: string, text: string][] = [
    ["https://a.example/v1/orders?key=secret#x", "https://a.example/v1/orders"],
    [
      "https://a.example:8443/api/resource/Sales%20Order",
      "https://a.example:8443/api/resource/Sales%20Order",
    ],
    [
      "https://a.example/v1/payment_intents/webhook_endpoints",
      "https://a.example/v1/payment_intents/webhook_endpoints",
    ],
    [
      "https://a.example/0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
      "https://a.example/0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    ],
    [
      "https://hooks.example/services/T024BE7LH/xoxb1GhT5kLmQ9dRzEwVb",
      "https://hooks.example/services/T024BE7LH/xoxb…",
    ],
    ["https://hooks.example/AbCdEfGhIjKlMnOpQr", "https://hooks.example/AbCd…"],
  ];
  for (const [url, text] of shown) test(`shows ${text}`, () => assert.equal(loggedUrl(new URL(url)), text));
});

describe("a trace", () => {
  const [request, form] = ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60", /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/];

  test("is the request's, with a span of its own for every call", () => {
    assert.match(traceparent(request), /^00-0199f3c27d1e7a309b5f3f1c2d4e5a60-[0-9a-f]{16}-00$/);
    assert.notEqual(traceparent(request), traceparent(request));
  });

  test("is made of whatever names the request, and drawn where nothing does", () => {
    assert.match(traceparent("import-7"), form);
    assert.equal(traceparent("import-7").slice(0, 35), traceparent("import-7").slice(0, 35));
    assert.notEqual(traceparent(undefined).slice(0, 35), traceparent(undefined).slice(0, 35));
    assert.doesNotMatch(traceparent("00000000-0000-0000-0000-000000000000"), /-0{32}-/);
  });
});
