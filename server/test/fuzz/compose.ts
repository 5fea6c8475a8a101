/** A wish for an operation: one that could well be granted, and then, most times, something that is wrong with it. */

import { nobodys } from "./learned.ts";
import type { Operation, Parameter } from "./operations.ts";
import { type Maker, saneBody, saneValue } from "./sane.ts";
import { spoiled } from "./spoil.ts";
import type { Good } from "./target.ts";
import { encoded, pair, type Wish } from "./wish.ts";

/**
 * @param good what would be granted, where somebody knows
 * @param turn how often this operation was asked before: one place after the other gets its turn at being wrong
 */
export function compose(maker: Maker, operation: Operation, turn: number, good?: Good): Wish {
  const { random } = maker;
  const sane = saneWish(maker, operation);
  const wish = good === undefined ? sane : goodWish(sane, good);
  if (random.chance(0.3)) return wish;
  const once = spoiled(maker, wish, turn);
  return random.chance(0.2) ? spoiled(maker, once, random.whole(100)) : once;
}

export function saneWish(maker: Maker, operation: Operation): Wish {
  const { random } = maker;
  const path = pathOf(maker, operation);
  return {
    operation,
    by: operation.by,
    path,
    query: operation.parameters.flatMap((parameter) => queryOf(maker, parameter)),
    headers: headersOf(maker, operation, path.id),
    body:
      operation.body === undefined
        ? undefined
        : { json: saneBody(maker, operation.body.schema, operation.body.examples) },
    manner: operation.body !== undefined && random.chance(0.02) ? "dripped" : "whole",
  };
}

/** What stands in its path is taken apart again, so that it can be spoiled and made simpler as any other. */
function goodWish(sane: Wish, { path, body, headers = {}, key }: Good): Wish {
  const [plain = "", query] = path.split("?");
  const names = [...sane.operation.template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const pattern = new RegExp(`^${sane.operation.template.replace(/\{\w+\}/g, "([^/]+)")}$`);
  const values = pattern.exec(plain)?.slice(1) ?? [];
  return {
    ...sane,
    ...{ headers, token: key },
    path: Object.fromEntries(names.map((name, at) => [name, values[at] ?? "none"])),
    query: query?.split("&") ?? [],
    body: body === undefined ? undefined : { json: body },
  };
}

function pathOf(maker: Maker, { template, parameters }: Operation): Record<string, string> {
  const { learned, random } = maker;
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return Object.fromEntries(
    names.map((name) => {
      if (name === "id") return [name, learned.idAt(template, random) ?? nobodys];
      const declared = parameters.find((one) => one.in === "path" && one.name === name);
      const value = declared === undefined ? "none" : wordOf(maker, declared);
      return [name, encoded(value)];
    }),
  );
}

/** Seldom any of those that may be left out: several filters at once find nothing. */
function queryOf(maker: Maker, parameter: Parameter): string[] {
  const { name, required } = parameter;
  const { random, learned } = maker;
  if (parameter.in !== "query" || (!required && random.chance(name === "dry_run" ? 0.8 : 0.93))) return [];
  if (name === "after") return pair(name, learned.cursor(random) ?? "0");
  // who waits for news waits in vain
  if (name === "wait") return pair(name, "0");
  return pair(name, wordOf(maker, parameter));
}

function wordOf(maker: Maker, { name, schema, examples }: Parameter): string {
  const { random, learned } = maker;
  const [plain = name] = name.split("[");
  if (random.chance(0.3)) return learned.idFor(plain, random) ?? learned.word(plain, random) ?? "1";
  const value =
    examples.length > 0 && random.chance(0.4) ? random.pick(examples) : saneValue(maker, schema, plain);
  return Array.isArray(value) ? value.join(",") : String(value);
}

function headersOf(maker: Maker, operation: Operation, id: string | undefined): Record<string, string> {
  const { random, learned } = maker;
  const takes = (name: string) =>
    operation.parameters.find((one) => one.in === "header" && one.name === name);
  const ifMatch = takes("If-Match");
  const version = learned.versionOf(id ?? "");
  return {
    ...(ifMatch !== undefined && (ifMatch.required || random.chance(0.3))
      ? { "if-match": version === undefined || random.chance(0.5) ? "*" : `"${version}"` }
      : {}),
    ...(takes("Idempotency-Key") !== undefined && random.chance(0.2)
      ? { "idempotency-key": `fuzz-${random.whole(30)}` }
      : {}),
    ...(takes("If-None-Match") !== undefined && random.chance(0.1) ? { "if-none-match": "*" } : {}),
    ...(operation.csv && random.chance(0.2) ? { accept: "text/csv" } : {}),
  };
}
