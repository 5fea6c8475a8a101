import assert from "node:assert/strict";
import { test } from "node:test";
import { errorPage, errorsIndexPage } from "./problem-pages.ts";

const kind = {
  code: "too_tall",
  status: 409,
  title: "Higher than <the> shelf & more",
  describe: 'Lay it down, or send `"flat": true`.',
};

test("a declaration's words are text, never HTML; backticks mark code", () => {
  for (const html of [errorPage(kind), errorsIndexPage([kind])]) {
    assert(html.includes("Higher than &#60;the&#62; shelf &#38; more"));
    assert(html.includes("<code>&#34;flat&#34;: true</code>"));
    assert(!html.includes("<the>"));
  }
});

test("a page shows the problem as it is answered", () => {
  const [, shown = ""] = /\n\n(\{[\s\S]*?\})<\/code><\/pre>/.exec(errorPage(kind)) ?? [];
  const problem = JSON.parse(
    shown.replace(/&#(\d+);/g, (_, sign: string) => String.fromCharCode(Number(sign))),
  ) as object;
  assert.partialDeepStrictEqual(problem, {
    type: "/errors/too_tall",
    code: "too_tall",
    status: 409,
    title: kind.title,
  });
});

test("the index sorts the codes under their statuses", () => {
  const html = errorsIndexPage([kind, { ...kind, code: "wrong_page", status: 400 }]);
  assert(html.indexOf("wrong_page") < html.indexOf("too_tall"));
});

test("what to do is what the code itself says; the status says it only where the code does not", () => {
  const own = errorPage({ ...kind, remedy: "Turn it with `POST /turn`." });
  assert(own.includes("<p>Turn it with <code>POST /turn</code>.</p>"));
  assert(!own.includes("Repeating helps once the state has changed"));
  assert(errorPage(kind).includes("Repeating helps once the state has changed"));
});
