/**
 * The walls of the house: main → app → modules → platform → npm, and what keeps each room itself.
 *
 * Our own because TypeScript 7 has no compiler API: the usual tool reads zero modules there and
 * calls that a success. Here zero files is a complaint, and every rule has a test that breaks it.
 */
import { businessWords } from "./business-words.ts";
import { firstCircle } from "./circles.ts";
import { type Import, importsOf } from "./imports.ts";
import { holdsPureRules, impure, misnamed } from "./module-files.ts";
import { type Place, placesOf, sources, within } from "./places.ts";
import { forbidden, type House } from "./reach.ts";
import { readSources, type Source } from "./source.ts";
import type { Token } from "./tokens.ts";

const longestFile = 300;
const longestFace = 40;
/** A module's list of its verbs: two lines for each. */
const longestList = 120;
/** "Under 60" and "under 120": the longest they may be. */
const longest = new Map([
  [`${sources}/main.ts`, 59],
  [`${sources}/app.ts`, 119],
]);
/** By a program, and read by editors rather than by people. */
const written = new Set(["sdk/src/api.ts"]);
const fileName = /^([a-z0-9]+(-[a-z0-9]+)*)(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Everything wrong with the walls of the project at `root`, one sentence each; empty when they stand. */
export function checkWalls(root: string): string[] {
  const files = readSources(root, sources);
  if (files.length === 0) return [`${sources}: no file was read, so nothing was checked`];
  const places = placesOf(files);
  const house = { places, imports: new Map(files.map((file) => [file.path, importsOf(file.code)])) };
  return [
    ...files.flatMap((file) => checkFile(file, house)),
    ...readSources(root, `${sources}/modules`, [""]).flatMap(checkNameInModule),
    ...checkCircles(house),
    ...["server", "scripts", "bench", "sdk"]
      .flatMap((folder) => readSources(root, folder))
      .filter(({ path }) => !written.has(path))
      .flatMap(checkLength),
  ];
}

function checkFile(file: Source, house: House): string[] {
  const place = house.places.get(file.path);
  if (place === undefined || place.layer === "nowhere") {
    return [
      `${file.path}: belongs in platform/ or modules/; only main.ts, app.ts and config.ts stand outside`,
    ];
  }
  const imports = house.imports.get(file.path) ?? [];
  return [
    ...checkFileName(file),
    ...imports.flatMap((each) => {
      const wrong = forbidden(file, place, each, house);
      return wrong === undefined ? [] : [`${file.path}:${each.line}: ${wrong}`];
    }),
    ...checkPurity(file, place, imports),
    ...checkWords(file, place),
    ...checkTransactionWords(file, place),
  ];
}

/** Modules must not depend on each other in a circle. Tests may look both ways. */
function checkCircles({ places, imports }: House): string[] {
  const reaches = new Map<string, Set<string>>();
  for (const [path, place] of places) {
    if (place.layer !== "module" || place.test) continue;
    const from = place.home.slice("modules/".length);
    const to = reaches.get(from) ?? new Set();
    for (const { specifier = "" } of imports.get(path) ?? []) {
      if (specifier.startsWith("#modules/")) to.add(specifier.slice("#modules/".length));
    }
    reaches.set(from, to);
  }
  const circle = firstCircle(reaches);
  return circle === undefined ? [] : [`modules form a circle: ${circle.join(" → ")}`];
}

function checkPurity(file: Source, place: Place, imports: Import[]): string[] {
  if (place.layer !== "module" || !holdsPureRules(within(file.path).split("/").slice(2).join("/"))) return [];
  const reach = impure(imports);
  return reach === undefined
    ? []
    : [`${file.path}:${reach.line}: pure rules do not import "${reach.specifier}"; SQL lives in queries.ts`];
}

function checkWords(file: Source, place: Place): string[] {
  // Tests of the platform may play with any noun: they are not what a module builds on.
  if (place.layer !== "platform" || place.test) return [];
  return businessWords(file.tokens).map(
    ({ word, line }) => `${file.path}:${line}: business word "${word}" in the platform`,
  );
}

/** Transactions and tenant context have one home: elsewhere nobody commits or sets a context by hand. */
function checkTransactionWords(file: Source, place: Place): string[] {
  if (place.home === "platform/db") return [];
  return file.code.filter(touchesTransaction).map((token) => {
    return `${file.path}:${token.line}: commit and context are platform/db's, nobody else's`;
  });
}

function touchesTransaction(token: Token): boolean {
  if (token.kind !== "string") return false;
  return (
    /(^|;)\s*commit\s*($|;|work\b|and\b|transaction\b)/im.test(token.text) ||
    /\bset_con(fig|text)\b/i.test(token.text)
  );
}

function checkFileName(file: Source): string[] {
  const odd = within(file.path)
    .split("/")
    .filter((part) => !fileName.test(part));
  return odd.map((part) => `${file.path}: "${part}" is not kebab-case`);
}

function checkNameInModule(file: Source): string[] {
  const inside = within(file.path).split("/").slice(2).join("/");
  const wrong = inside === "" ? "modules/ holds folders only" : misnamed(inside);
  return wrong === undefined ? [] : [`${file.path}: ${wrong}`];
}

function checkLength(file: Source): string[] {
  const face = file.path.startsWith(`${sources}/`) && file.path.endsWith("/index.ts");
  const list = file.path.endsWith("/actions/index.ts");
  const limit = longest.get(file.path) ?? (list ? longestList : face ? longestFace : longestFile);
  return file.lines <= limit ? [] : [`${file.path}: ${file.lines} lines, at most ${limit}`];
}
