/** What all account pages have around them, and how a page carries its texts to its script. */
import { type BrowserFiles, escaped, icon, modulesOf } from "#platform/html";

export type Page = {
  path: string;
  title: string;
  /** File in `browser/`, a module. */
  script: string;
  /** One card in the middle, or the wide overview. */
  width: "card" | "wide";
  /** Finished HTML: every text that is always there or only shown and hidden. */
  body: string;
  /** Texts that the script puts in; `{slot}` is filled by it. */
  words?: Record<string, string>;
};

/** Of every page: what can go wrong anywhere. */
const commonWords = {
  offline: "The server cannot be reached. Check your connection, then try again.",
  unexpected: "Something went wrong on our side. Please try again in a moment.",
  required: "Please fill this in.",
  email_form: "This is not a complete e-mail address.",
  // by the code of a field's mistake; without words here the field shows what the server says
  "wrong min_length": "This is too short.",
  "wrong max_length": "This is too long.",
  too_many: "There were too many attempts. Please wait a moment.",
  wait: "Try again in {seconds} s",
  wait_over: "You can try again now.",
  passkey_refused: "The passkey was not used. You can try again, or choose another way.",
  passkey_known: "This device already holds a passkey for your account.",
  passkey_unsupported: "This browser cannot use passkeys.",
};

const sheets = { card: ["base.css", "forms.css"], wide: ["base.css", "forms.css", "overview.css"] };

/** The finished document. */
export function frame({ title, script, width, body, words = {} }: Page, files: BrowserFiles): string {
  const at = (name: string) => `/account/assets/${files.version}/${name}`;
  const preloads = modulesOf(files, script).map((name) => `<link rel="modulepreload" href="${at(name)}">`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(title)} · Plinth</title>
<link rel="icon" href="${icon}">
${sheets[width].map((name) => `<link rel="stylesheet" href="${at(name)}">`).join("\n")}
${preloads.join("\n")}
<script type="module" src="${at(script)}"></script>
</head>
<body class="${width}">
<header>
<a class="brand" href="/account"><svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true"><path d="M4 2h8v8H4zM2 11h12v3H2z"/></svg>Plinth</a>
</header>
<main>
<noscript><p class="message">This page needs JavaScript, all of it from this server.</p></noscript>
<p class="message" id="offline" role="status" hidden>You are offline. What you do here needs a connection.</p>
${body}
</main>
<p id="said" role="status"></p>
${template({ ...commonWords, ...words })}
</body>
</html>
`;
}

function template(words: Record<string, string>): string {
  const lines = Object.entries(words).map(([name, text]) => `<p data-word="${name}">${escaped(text)}</p>`);
  return `<template id="words">\n${lines.join("\n")}\n</template>`;
}
