/** The frame of plain pages: no script, one inline style sheet, readable in light and dark. */
import { createHash } from "node:crypto";
import { escaped } from "./escaped.ts";

/** A small slab, which is what a plinth is. */
export const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%233451b2' d='M4 2h8v8H4zM2 11h12v3H2z'/%3E%3C/svg%3E";

const paper = `
:root { color-scheme: light dark; --ink: #1a1c20; --soft: #5b6270; --line: #e3e5ea; --paper: #fff; --tint: #f5f6f8; --mark: #3451b2; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaee; --soft: #9aa2b1; --line: #2b2f37; --paper: #131519; --tint: #1b1e24; --mark: #9db2ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
nav { font-size: .9rem; display: flex; gap: 1.25rem; margin-bottom: 3rem; }
a { color: var(--mark); text-underline-offset: .2em; text-decoration-thickness: 1px; }
a:focus-visible { outline: 2px solid var(--mark); outline-offset: 3px; border-radius: 2px; }
h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -.02em; margin: .25rem 0 1rem; }
h2 { font-size: 1rem; margin: 2.5rem 0 .75rem; }
.lead { font-size: 1.125rem; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; overflow-wrap: anywhere; }
p code, dd code { background: var(--tint); border-radius: 4px; padding: .1em .3em; }
pre { background: var(--tint); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; overflow-x: auto; line-height: 1.5; overflow-wrap: normal; }
`;

export type Page = {
  title: string;
  nav: { label: string; links: { href: string; text: string }[] };
  body: string;
};

export type PageMaker = {
  /** @param page.body finished HTML. */
  page(page: Page): string;
  /** The Content-Security-Policy: nothing is loaded, from here or elsewhere, but the page's own style sheet. */
  policy: string;
};

/**
 * @param css what the pages need beyond the common sheet.
 * @param directives what they need beyond the policy. They come first, because a browser heeds the first of a name.
 */
export function createPages(css: string, directives: string[] = []): PageMaker {
  const sheet = paper + css;
  const policy = [
    ...directives,
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(sheet).digest("base64")}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return { policy, page: (page) => written(sheet, page) };
}

function written(sheet: string, { title, nav, body }: Page): string {
  const links = nav.links.map(({ href, text }) => `<a href="${escaped(href)}">${escaped(text)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="icon" href="${icon}">
<style>${sheet}</style>
</head>
<body>
<main>
<nav aria-label="${escaped(nav.label)}">${links.join("")}</nav>
${body}
</main>
</body>
</html>
`;
}
