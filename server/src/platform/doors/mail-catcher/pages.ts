/** How caught mails look. */
import { createPages, escaped } from "#platform/html";
import type { CaughtMail } from "#platform/mail";

const pages = createPages(
  `
.soft { color: var(--soft); }
ol { list-style: none; margin: 0; padding: 0; }
ol > li { border-top: 1px solid var(--line); padding: 1rem 0; }
ol p { margin: 0; overflow-wrap: anywhere; }
.subject { font-weight: 600; font-size: 1.0625rem; }
.facts { font-size: .9rem; color: var(--soft); display: flex; flex-wrap: wrap; gap: 0 1rem; }
time { font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 34rem; border: 1px solid var(--line); border-radius: 8px; }
pre { white-space: pre-wrap; }
`,
  ["frame-src 'self'"],
);

export const mailPagePolicy = pages.policy;

const nav = {
  label: "Development",
  links: [
    { href: "/dev/mail", text: "Caught mails" },
    { href: "/docs", text: "API reference" },
  ],
};

/** @param to the address that the list was narrowed to. */
export function listPage(mails: CaughtMail[], to: string | undefined): string {
  const whose =
    to === undefined
      ? "The newest first. Nothing of this was sent."
      : `Only those to <strong>${escaped(to)}</strong>. <a href="/dev/mail">Show all</a>`;
  const list = mails.length === 0 ? empty(to) : `<ol>\n${mails.map(row).join("\n")}\n</ol>`;
  const title = mails.length === 0 ? "Caught mails" : `Caught mails (${mails.length})`;
  return pages.page({ title, nav, body: `<h1>Caught mails</h1>\n<p class="soft">${whose}</p>\n${list}` });
}

export function mailPage(mail: CaughtMail): string {
  const { id, kind, to, subject, sentAt, text, links, senderName, replyTo } = mail;
  const facts: [name: string, html: string][] = [
    ["To", recipient(to)],
    ...(senderName === undefined ? [] : [["In the name of", escaped(senderName)] as [string, string]]),
    ...(replyTo === undefined ? [] : [["Answers go to", escaped(replyTo)] as [string, string]]),
    ["Kind", `<code>${escaped(kind)}</code>`],
    ["Caught", when(sentAt)],
    ...links.map((url): [string, string] => ["Link", link(url)]),
  ];
  return pages.page({
    title: subject,
    nav,
    body: `<h1>${escaped(subject)}</h1>
<dl>
${facts.map(([name, html]) => `<dt>${name}</dt><dd>${html}</dd>`).join("\n")}
</dl>
<h2>HTML</h2>
<iframe src="/dev/mail/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox" title="The mail as HTML"></iframe>
<h2>Text</h2>
<pre tabindex="0" aria-label="The mail as text">${withLinks(text, links)}</pre>`,
  });
}

function row({ id, kind, to, subject, sentAt, links }: CaughtMail): string {
  return `<li>
<p class="subject"><a href="/dev/mail/${id}">${escaped(subject)}</a></p>
<p class="facts"><span>${recipient(to)}</span> <code>${escaped(kind)}</code> ${when(sentAt)}</p>
${links.map((url) => `<p>${link(url)}</p>`).join("\n")}
</li>`;
}

function empty(to: string | undefined): string {
  return to === undefined
    ? "<p>No mail was caught yet. Register an account, ask for a new password or invite somebody, then reload this page.</p>"
    : "<p>No mail to this address was caught.</p>";
}

function recipient(to: string): string {
  return `<a href="/dev/mail?to=${escaped(encodeURIComponent(to))}" title="Only mails to this address">${escaped(to)}</a>`;
}

function when(at: Date): string {
  const iso = at.toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`;
}

function link(url: string): string {
  return `<a href="${escaped(url)}" rel="noreferrer">${escaped(url)}</a>`;
}

/** Every address in the text can be followed; split first, so that nothing is escaped twice. */
function withLinks(text: string, links: string[]): string {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part) => (links.includes(part) ? link(part) : escaped(part)))
    .join("");
}
