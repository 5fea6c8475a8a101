/** `/docs/live`: three columns, one for each door, and what stands above them. All texts that are always there. */
import { type BrowserFiles, escaped, icon, modulesOf } from "#platform/html";

/** A deed to try the page with, and what takes it back. */
export type Sample = {
  title: string;
  /** `POST /v1/…`, whose answer has the `id` of what was made. */
  door: `POST /${string}`;
  body: object;
  /** With `{id}`, or absent where nothing takes it back. */
  undo?: { title: string; door: `DELETE /${string}` };
};

export type LivePageParts = {
  /** Nouns that can be asked for, with the permission that reading them takes. */
  topics: { path: string; read: string }[];
  sample: Sample;
  /** Where its files are served. */
  assets: string;
  files: BrowserFiles;
};

const doors = [
  { name: "sse", title: "Server-Sent Events", address: "GET /v1/events/stream" },
  { name: "socket", title: "WebSocket", address: "GET /v1/events/socket" },
  { name: "poll", title: "Long poll", address: "GET /v1/events?wait=20" },
];

/** The finished document. */
export function livePage({ topics, sample, assets, files }: LivePageParts): string {
  const at = (name: string) => `${assets}/${files.version}/${name}`;
  const preloads = modulesOf(files, "live.js").map((name) => `<link rel="modulepreload" href="${at(name)}">`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Live · Plinth</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${at("live.css")}">
${preloads.join("\n")}
<script type="module" src="${at("live.js")}"></script>
</head>
<body>
<header>
<a class="brand" href="/docs"><svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true"><path d="M4 2h8v8H4zM2 11h12v3H2z"/></svg>Plinth</a>
<nav aria-label="Reference"><a href="/docs">API reference</a> <a href="/errors">Problems</a> <a href="/docs/events-socket.json">WebSocket messages</a></nav>
</header>
<main>
<h1>Live: three doors to one stream</h1>
<p class="lead">What happens in your organization, as it happens. All three doors tell the same events under the same numbers. Cut one and make something happen: it comes back, goes on from its cursor, and has missed nothing.</p>
<noscript><p class="message">This page needs JavaScript, all of it from this server.</p></noscript>
${listenForm(topics)}
<p class="message" id="trouble" role="alert"></p>
${deed(sample)}
<p class="verdict" id="verdict" role="status">Nobody listens yet.</p>
<div class="doors">
${doors.map(column).join("\n")}
</div>
</main>
<template id="event"><li><p class="what"><strong data-slot="type"></strong><span class="number" data-slot="number"></span></p><p class="more"><span data-slot="subject"></span><time data-slot="time"></time><span data-slot="lag"></span></p></li></template>
</body>
</html>
`;
}

function listenForm(topics: LivePageParts["topics"]): string {
  const chips = topics.map(
    ({ path, read }) =>
      `<label class="chip" data-read="${escaped(read)}"><input type="checkbox" name="topic" value="${escaped(path)}">${escaped(path)}</label>`,
  );
  return `<form id="listen" aria-label="What to listen to" novalidate>
<div class="field"><label for="key">API key or access token</label><input id="key" name="key" type="password" autocomplete="off" spellcheck="false" placeholder="plk_…" aria-describedby="who"><p class="hint" id="who">The key that <code>npm start</code> printed. It is forgotten with this page. Who is signed in here needs none.</p></div>
<div class="field" id="organization-field" hidden><label for="organization">Organization</label><select id="organization" name="organization"></select></div>
<div class="field"><label for="from">Begin</label><select id="from" name="from"><option value="now">now</option><option value="0">with the oldest event that is kept</option></select></div>
<button class="primary" type="submit">Listen</button>
<details class="topics"><summary>Topics: <span id="chosen">all that you may see</span></summary>
<fieldset><legend>Only events of these</legend>
<div class="chips">${chips.join("")}</div>
<div class="field"><label for="object">One object</label><input id="object" name="object" autocomplete="off" spellcheck="false" placeholder="such as ${escaped(topics[0]?.path ?? "nouns")}/0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"></div>
</fieldset></details>
</form>`;
}

function deed({ title, door, body, undo }: Sample): string {
  const path = door.slice("POST ".length);
  const back = undo?.door.slice("DELETE ".length);
  const undoButton =
    undo === undefined
      ? ""
      : ` <button class="secondary" id="undo" type="button" data-path="${escaped(back ?? "")}" disabled>${escaped(undo.title)}</button>`;
  return `<section class="deed" aria-labelledby="deed-title">
<h2 id="deed-title">Make something happen</h2>
<p class="deeds"><button class="secondary" id="do" type="button" data-path="${escaped(path)}" data-body="${escaped(JSON.stringify(body))}">${escaped(title)}</button>${undoButton}<span class="hint" id="deed-said" role="status">A real one, in the organization that you listen to.</span></p>
<details><summary>The same with curl</summary><pre tabindex="0" aria-label="The command"><code id="curl">curl -sS <span id="origin"></span>${escaped(path)} \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '${escaped(JSON.stringify(body))}'</code></pre></details>
</section>`;
}

function column({ name, title, address }: (typeof doors)[number]): string {
  const facts = [
    ["Cursor", "cursor", "–"],
    ["Told", "told", "–"],
    ["Gaps", "gaps", "–"],
    ["Last lag", "lag", "–"],
  ];
  return `<section class="door" id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${title}</h2>
<p class="address"><code>${address}</code></p>
<p class="state" data-slot="state" data-state="idle">Not listening</p>
<dl>${facts.map(([word, slot, text]) => `<div><dt>${word}</dt><dd data-slot="${slot}">${text}</dd></div>`).join("")}</dl>
<button class="secondary cut" type="button" aria-label="Cut: ${title}" disabled>Cut</button>
<p class="hint empty" data-slot="empty">Nothing was told yet.</p>
<ol class="events" tabindex="0" aria-label="Events told by ${title}, the newest first"></ol>
</section>`;
}
