/** The frame of the pages about problems. */
import { createPages } from "#platform/html";

const pages = createPages(`
.code { color: var(--soft); font-size: .95rem; margin: 0; }
.status { display: inline-block; font-variant-numeric: tabular-nums; font-weight: 600; color: var(--ink); background: var(--tint); border: 1px solid var(--line); border-radius: 999px; padding: 0 .6rem; margin-right: .5rem; }
dl { margin: 0; }
dl > div { border-top: 1px solid var(--line); padding: 1rem 0; }
dt { font-weight: 600; }
dd { margin: .25rem 0 0; color: var(--soft); }
dd code { color: var(--ink); }
ul { padding-left: 1.1rem; margin: 0; }
`);

export const problemPagePolicy = pages.policy;

const nav = {
  label: "Reference",
  links: [
    { href: "/docs", text: "API reference" },
    { href: "/errors", text: "All problems" },
  ],
};

/** @param body finished HTML. */
export function page(title: string, body: string): string {
  return pages.page({ title, nav, body });
}
