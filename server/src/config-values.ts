/** How a variable's text becomes its value. Each throws what is wrong as the middle of a sentence, never the text of a secret. */
import { availableParallelism } from "node:os";
import { inRanges, isCidr } from "#platform/limits";

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** 32 random hexadecimal characters are 128 bits: below that a root secret can be guessed offline. */
export const shortestSecret = 32;

export function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65535) throw new Error(`is "${text}"`);
  return value;
}

export function host(text: string): string {
  if (/[\s/]/.test(text)) throw new Error(`is "${text}"`);
  return text;
}

export function databaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new Error("is not a URL");
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:")
    throw new Error(`begins with ${url.protocol}`);
  if (url.pathname.length < 2) throw new Error("names no database");
  return text;
}

export function secrets(text: string): string[] {
  const all = text.split(",").map((secret) => secret.trim());
  const short = all.findIndex((secret) => secret.length < shortestSecret);
  if (short >= 0) {
    const which = all.length === 1 ? "" : `, in secret ${short + 1} of ${all.length},`;
    throw new Error(`has${which} only ${all[short]?.length} characters`);
  }
  return all;
}

/** Those of a provider's webhooks: at least 24 bytes, in base64, as Svix has them. */
export function webhookSecrets(text: string): string[] {
  const all = text.split(",").map((secret) => secret.trim());
  const odd = all.findIndex((secret) => !/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(secret));
  if (odd >= 0) {
    const which = all.length === 1 ? "is no secret" : `has no secret at place ${odd + 1} of ${all.length}`;
    throw new Error(`${which} that begins with whsec_ and goes on in base64`);
  }
  return all;
}

export function onOrOff(text: string): boolean {
  const value = text.toLowerCase();
  if (["on", "true", "yes", "1"].includes(value)) return true;
  if (["off", "false", "no", "0"].includes(value)) return false;
  throw new Error(`is "${text}"`);
}

export function bootstrapKey(text: string): string {
  if (!/^plk_[A-Za-z0-9_]{20,}$/.test(text)) throw new Error("has another form");
  return text;
}

export function logLevel(text: string): LogLevel {
  const level = logLevels.find((name) => name === text.toLowerCase());
  if (level === undefined) throw new Error(`is "${text}"`);
  return level;
}

/** Where mails go: nowhere (they are caught and shown), to a server, or to a service. */
export type MailSetting =
  | { kind: "catch" }
  | {
      kind: "smtp";
      host: string;
      port: number;
      secure: boolean;
      user?: string | undefined;
      password?: string | undefined;
    }
  | { kind: "resend"; apiKey: string };

export function mail(text: string): MailSetting {
  if (text.toLowerCase() === "catch") return { kind: "catch" };
  const apiKey = /^resend:(\S+)$/i.exec(text)?.[1];
  if (apiKey !== undefined) return { kind: "resend", apiKey };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["smtp:", "smtps:"].includes(url.protocol))
    throw new Error("names no way to send");
  if (url.hostname === "") throw new Error("names no server");
  if (!["", "/"].includes(url.pathname) || url.search !== "" || url.hash !== "")
    throw new Error("has something behind the port (signs of a password are written %23 for #, %2F for /)");
  const secure = url.protocol === "smtps:";
  const port = url.port === "" ? (secure ? 465 : 587) : Number(url.port);
  const [user, password] = [decoded(url.username), decoded(url.password)];
  const login = user === "" ? {} : { user, password };
  return { kind: "smtp", host: url.hostname.replace(/^\[|\]$/g, ""), port, secure, ...login };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error("has a % in its login that begins no code (%25 stands for itself)");
  }
}

export type MailFrom = { name?: string; address: string };

export function mailFrom(text: string): MailFrom {
  const address = '[^\\s<>()\\[\\],;:\\\\"@]+@[^\\s<>()\\[\\],;:\\\\"@]+';
  const alone = new RegExp(`^${address}$`).exec(text)?.[0];
  if (alone !== undefined) return { address: alone };
  const named = new RegExp(`^"?([^"<>\\p{C}]*[^"<>\\p{C}\\s])"?\\s*<(${address})>$`, "u").exec(text);
  if (named?.[1] === undefined || named[2] === undefined) throw new Error(`is "${text}"`);
  return { name: named[1].trim(), address: named[2] };
}

/** An origin: scheme, host and port, nothing behind it. */
export function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) throw new Error("is no web address");
  if (url.username !== "" || url.password !== "") throw new Error("holds a login");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") throw new Error("has a path");
  return url.origin;
}

export const processRoles = ["all", "api", "worker"] as const;
export type ProcessRole = (typeof processRoles)[number];

export function processRole(text: string): ProcessRole {
  const role = processRoles.find((name) => name === text.toLowerCase());
  if (role === undefined) throw new Error(`is "${text}"`);
  return role;
}

/** Only this word makes it production: everything else is somebody's own machine. */
export function isProduction(text: string): boolean {
  return text.toLowerCase() === "production";
}

/** Whether an origin leads to another machine than this one. What is no origin leads nowhere. */
export function isElsewhere(text: string): boolean {
  try {
    const host = new URL(origin(text)).hostname;
    return !(host === "localhost" || host.endsWith(".localhost") || /^127\./.test(host) || host === "[::1]");
  } catch {
    return false;
  }
}

/** Whether others than this machine reach what listens there. Absent, it is this machine. */
export function isOpen(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, "");
  return !(
    name === "" ||
    /[\s/]/.test(name) ||
    name === "localhost" ||
    inRanges(name, ["127.0.0.0/8", "::1/128"])
  );
}

/** Addresses and CIDR ranges. */
export function ranges(text: string): string[] {
  const all = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const wrong = all.find((range) => !isCidr(range));
  if (wrong !== undefined) throw new Error(`holds "${wrong}"`);
  return all;
}

export function count(text: string): number {
  if (!/^(0|[1-9]\d{0,8})$/.test(text)) throw new Error(`is "${text}"`);
  return Number(text);
}

export function positive(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`is "${text}"`);
  return Number(text);
}

export function processes(text: string): number {
  if (text.toLowerCase() === "auto") return availableParallelism();
  const value = Number(text);
  if (!/^[1-9]\d{0,2}$/.test(text) || value > 256) throw new Error(`is "${text}"`);
  return value;
}

export function metricsToken(text: string): string {
  if (!/^\S{16,200}$/.test(text)) throw new Error("is too short or holds a space");
  return text;
}
