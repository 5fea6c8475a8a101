/**
 * Names inside a module: always the same, absent when empty, so that nobody has to search.
 *
 * A name of its own is a noun and holds pure rules (`order.ts`); whatever else a module does has a
 * place already. Several nouns in one module put the noun in front: `contact.resource.ts`.
 */
import type { Import } from "./imports.ts";

const roles = [
  ...[
    "resource",
    "policy",
    "queries",
    "subscriptions",
    "jobs",
    "notifications",
    "invariants",
    "retention",
    "events",
    "errors",
  ],
];
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const saysNothing =
  /^(utils?|helpers?|common|misc|shared|lib|base|core|types|constants|data|info|service)s?$/;
const saysLittle = /-(utils?|helpers?|manager|service|handler|controller|repository)s?$/;

/** What is wrong with this name inside `modules/<module>/`, if anything. `inside` has no leading folder. */
export function misnamed(inside: string): string | undefined {
  // a module of many verbs lists them beside them, so that its face stays short
  if (inside === "README.md" || inside === "index.ts" || inside === "actions/index.ts") return undefined;
  const [folder = "", file, ...deeper] = inside.split("/");
  if (deeper.length > 0 || (file !== undefined && folder !== "actions")) {
    return "a module has one folder, actions/";
  }
  const stem = (file ?? folder).replace(/(\.test)?\.ts$/, "");
  const [noun = "", role, ...more] = stem.split(".");
  if (!(file ?? folder).endsWith(".ts")) return "a module holds TypeScript and its README.md";
  if (saysNothing.test(noun) || saysLittle.test(noun)) return `"${noun}" names nothing of the business`;
  if (file !== undefined && !(kebab.test(stem) && stem.includes("-"))) {
    return "an action is named verb-noun, such as place-order.ts";
  }
  if (role !== undefined && (more.length > 0 || !roles.includes(role))) {
    return `known kinds are ${roles.map((known) => `<noun>.${known}.ts`).join(", ")}`;
  }
  return undefined;
}

/** True for a file of pure rules: `order.ts`, but not `queries.ts`, `actions/…` or a test. */
export function holdsPureRules(inside: string): boolean {
  const stem = inside.replace(/\.ts$/, "");
  return inside.endsWith(".ts") && kebab.test(stem) && stem !== "index" && !roles.includes(stem);
}

/** The first import with which a file of pure rules reaches for the database, if there is one. */
export function impure(imports: Import[]): Import | undefined {
  return imports.find(
    ({ specifier = "" }) =>
      specifier === "#platform/db" ||
      specifier.startsWith("./actions/") ||
      /^\.\/([a-z0-9-]+\.)?(queries|jobs|subscriptions)\.ts$/.test(specifier),
  );
}
