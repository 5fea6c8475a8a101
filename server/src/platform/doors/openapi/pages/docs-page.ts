/** The API reference with its try-it-out: one local script, pointed at the document (decision 8). */
import { createHash } from "node:crypto";
import { icon } from "#platform/html";

/** What the reference would fetch or link from elsewhere is off; the policy below holds it to that. */
const configuration = {
  url: "/openapi.json",
  telemetry: false,
  withDefaultFonts: false,
  proxyUrl: "",
  externalUrls: { dashboardUrl: "", registryUrl: "", proxyUrl: "", apiBaseUrl: "" },
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: "never",
  documentDownloadType: "direct",
  // a key typed into try-it-out is forgotten with the page
  persistAuth: false,
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
  orderSchemaPropertiesBy: "preserve",
  showOperationId: true,
  favicon: icon,
};

const css = `
:root { --scalar-font: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; --scalar-font-code: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
body { margin: 0; }
a[href*="scalar.com"] { display: none !important; }
noscript { display: block; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; font: 16px/1.6 system-ui, sans-serif; }
`;

const start = `Scalar.createApiReference("#reference", ${JSON.stringify(configuration)});`;
const startHash = createHash("sha256").update(start).digest("base64");

/**
 * Only this server is asked for anything. Styles must be free: the reference writes them at run time, and
 * without a script from elsewhere they can do no harm.
 */
export const docsPolicy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${startHash}'`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** @param scriptHash of the bundle; its address changes with it, so that it may be cached for good. */
export function docsPage(scriptHash: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference</title>
<link rel="icon" href="${icon}">
<style>${css}</style>
</head>
<body>
<div id="reference"></div>
<noscript>This page needs JavaScript, all of it from this server. The same in plain form: the
<a href="/openapi.json">OpenAPI document</a> and the <a href="/errors">problems</a>.</noscript>
<script src="/docs/scalar.js?v=${scriptHash}"></script>
<script>${start}</script>
</body>
</html>
`;
}
