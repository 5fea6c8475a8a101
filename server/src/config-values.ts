/** How a variable's text becomes its value. Each throws what is wrong as the middle of a sentence, never the text of a secret. */

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
