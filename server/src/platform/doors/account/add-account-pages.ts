/** The routes of the account pages: every page is made once at start, and is the same for everybody. */
import type { FastifyInstance } from "fastify";
import { addBrowserFiles, readBrowserFiles } from "#platform/html";
import { frame, type Page } from "./frame.ts";
import { callbackPage } from "./pages/callback.ts";
import { forgotPage } from "./pages/forgot.ts";
import { invitationPage } from "./pages/invitation.ts";
import { loginPage } from "./pages/login.ts";
import { overviewPage } from "./pages/overview.ts";
import { registerPage } from "./pages/register.ts";
import { resetPage } from "./pages/reset.ts";
import { verifyPage } from "./pages/verify.ts";

const pages: Page[] = [
  loginPage,
  registerPage,
  verifyPage,
  forgotPage,
  resetPage,
  invitationPage,
  callbackPage,
  overviewPage,
];

/** Nothing from elsewhere, nothing inline, no frame around us, no form that leaves without our script. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": policy,
  "cache-control": "no-store",
  // mails lead here with tokens in the address
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
};

/** Adds `/account`, what stands below it, and their scripts and style sheet. They know nobody: the API does. */
export function addAccountPages(server: FastifyInstance): void {
  const files = readBrowserFiles(new URL("./browser/", import.meta.url));
  for (const page of pages) {
    const html = frame(page, files);
    server.get(page.path, (_request, reply) => reply.headers(pageHeaders).send(html));
  }
  server.get("/account/", (_request, reply) => reply.redirect("/account", 303));
  addBrowserFiles(server, "/account/assets", files);
}
