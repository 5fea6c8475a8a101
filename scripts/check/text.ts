/**
 * Small rules about what is written: nothing left for later, nothing switched off, no test that
 * waits for time instead of a condition, no clock but the one that tests can turn, no dead links.
 */
import { deadLinks } from "./links.ts";
import { readSources, type Source } from "./source.ts";
import type { Token } from "./tokens.ts";

const written = [
  ".ts",
  ".tsx",
  ".mjs",
  ".js",
  ".sql",
  ".md",
  ".json",
  ".yaml",
  ".yml",
  ".sh",
  ".css",
  ".html",
];
const laterWord = /\b(TO{1}DO|FIX{1}ME|X{3})\b/;
const sqlClock =
  /(?<![.\w])(now\s*\(\s*\)|(clock|statement|transaction)_timestamp\s*\(|current_timestamp\b|localtimestamp\b)/i;

/** Everything wrong with the writing of the project at `root`, one sentence each; empty when all is well. */
export function checkText(root: string): string[] {
  const files = readSources(root, ".", written).filter((file) => file.path !== "package-lock.json");
  if (files.length === 0) return [`${root}: no file was read, so nothing was checked`];
  return [
    ...files.flatMap(leftForLater),
    ...files.filter(isTest).flatMap((file) => [...switchedOff(file), ...sleeps(file)]),
    ...files.filter(isServerCode).flatMap(prints),
    ...files.filter(isModuleCode).flatMap(readsItsOwnClock),
    ...files.filter((file) => file.path.endsWith(".md")).flatMap((file) => deadLinks(root, file)),
  ];
}

function leftForLater(file: Source): string[] {
  return file.text.split("\n").flatMap((line, index) => {
    const word = laterWord.exec(line)?.[0];
    return word === undefined ? [] : [`${file.path}:${index + 1}: "${word}": do it or leave it out`];
  });
}

/** `.only(` hides all other tests, `.skip(` hides this one; both look like success. */
function switchedOff(file: Source): string[] {
  const calls = places(file, [".", /^(only|skip|todo)$/, "("]);
  const options = places(file, [/^[{,]$/, /^(only|skip|todo)$/, ":"]);
  return [...calls, ...options].map((token) => `${file.path}:${token.line}: every test runs, always`);
}

/** A sleeping test is slow when it is right and wrong when the machine is slow. */
function sleeps(file: Source): string[] {
  const found = [
    ...places(file, ["setTimeout", "(", /^(resolve|done|r|res|ok|go|next|fulfil)$/, /^[,)]$/]),
    ...places(file, ["setTimeout", "(", "(", ")", "=", ">", /^(resolve|done|r|res)$/, "("]),
    ...file.code.filter((token) => token.kind === "string" && token.text === "node:timers/promises"),
  ];
  return found.map((token) => `${file.path}:${token.line}: a test waits for a condition, not for time`);
}

function prints(file: Source): string[] {
  return places(file, ["console", "."]).map(
    (token) => `${file.path}:${token.line}: write to the log, not to console`,
  );
}

/** Rules follow `ctx.now` and `plinth.now()`, so that a test can say what time it is. */
function readsItsOwnClock(file: Source): string[] {
  const found = [
    ...places(file, ["new", "Date", "(", ")"]),
    ...places(file, ["new", "Date", ";"]),
    ...places(file, ["Date", ".", "now"]),
    ...file.code.filter((token) => token.kind === "string" && sqlClock.test(token.text)),
  ];
  return found.map((token) => `${file.path}:${token.line}: time in a module is ctx.now or plinth.now()`);
}

/** Where these tokens follow each other in code; strings and comments never match. */
function places(file: Source, pattern: (string | RegExp)[]): Token[] {
  return file.code.filter((_, start) =>
    pattern.every((expected, offset) => {
      const token = file.code[start + offset];
      if (token === undefined || token.kind === "string" || token.kind === "regex") return false;
      return typeof expected === "string" ? token.text === expected : expected.test(token.text);
    }),
  );
}

/** Tests, and what they share except the harness: waiting for a condition has to pause somewhere. */
function isTest({ path }: Source): boolean {
  return (
    path.endsWith(".test.ts") || (path.startsWith("server/test/") && !path.startsWith("server/test/harness/"))
  );
}

function isServerCode({ path }: Source): boolean {
  return /^server\/src\/(modules|platform)\//.test(path) && !path.endsWith(".test.ts");
}

function isModuleCode({ path }: Source): boolean {
  return path.startsWith("server/src/modules/") && path.endsWith(".ts") && !path.endsWith(".test.ts");
}
