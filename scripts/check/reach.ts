/** Who may import what: main → app → modules → platform → npm, and only through faces. */
import { posix } from "node:path";
import type { Import } from "./imports.ts";
import { type Place, sources, within } from "./places.ts";
import type { Source } from "./source.ts";

/** All of `server/src` by path. */
export type House = { places: Map<string, Place>; imports: Map<string, Import[]> };

/** Belong to the platform: a module that opens a socket or a connection has left its transaction. */
const notForModules = new Set(["pg", "fastify", "node:fs", "node:net", "node:http", "node:https"]);

/** Why this file may not import that, or undefined when it may. */
export function forbidden(
  file: Source,
  place: Place,
  { specifier }: Import,
  house: House,
): string | undefined {
  if (specifier === undefined) return "an import must name its target, a computed one cannot be checked";
  if (place.layer === "fakes" && specifier.startsWith("#"))
    return `a fake knows no more of us than what it stands for does: it does not import "${specifier}"`;
  if (specifier.startsWith(".")) return leavesHome(file, place, specifier, house);
  if (specifier.startsWith("#modules/")) return wrongModule(place, specifier, house);
  if (specifier.startsWith("#platform/")) return wrongPackage(file, specifier, house);
  if (specifier === "#app" && place.layer !== "main" && !(place.test && place.layer === "module")) {
    return "only main imports #app";
  }
  if (specifier === "#config" && !["main", "app"].includes(place.layer) && !place.test) {
    return "only main and app import #config; they hand values in";
  }
  if (specifier.startsWith("#harness/") && !place.test) return "only tests import #harness/*";
  if (specifier.startsWith("#fakes/") && place.layer !== "main" && !place.test)
    return "only tests and main import #fakes/*: what stands in for the outside is no part of the house";
  if (specifier.startsWith("/") || specifier.startsWith("file:"))
    return "an import is never an absolute path";
  if (place.layer === "module" && !place.test && notForModules.has(specifier)) {
    return `a module does not import "${specifier}": that is the platform's`;
  }
  return undefined;
}

/** A relative import stays at home: in the module's folder, or in the platform package's. */
function leavesHome(file: Source, place: Place, specifier: string, { places }: House): string | undefined {
  const target = posix.join(posix.dirname(file.path), specifier);
  const home = places.get(target)?.home;
  if (home === place.home || (home === undefined && within(target).startsWith(`${place.home}/`))) {
    return undefined;
  }
  if (place.layer === "main" && home === "commands") return undefined;
  return `"${specifier}" leaves ${place.home}; use #platform/<name>, #modules/<name>, #app or #config`;
}

function wrongModule(place: Place, specifier: string, { places }: House): string | undefined {
  const name = specifier.slice("#modules/".length);
  if (name.includes("/"))
    return `"${specifier}" reaches behind a face; import #modules/${name.split("/")[0]}`;
  if (place.layer === "platform") return `the platform knows no module, not even "${specifier}"`;
  // an operator's command may call a face; the list of modules stays with app.ts
  if (place.layer !== "module" && place.layer !== "app" && place.home !== "commands")
    return "only app.ts lists the modules";
  if (place.home === `modules/${name}`)
    return `inside ${place.home}/ import relatively, not by "${specifier}"`;
  if (!places.has(`${sources}/modules/${name}/index.ts`)) return `there is no modules/${name}/index.ts`;
  return undefined;
}

function wrongPackage(file: Source, specifier: string, { places }: House): string | undefined {
  const face = `${sources}/${specifier.slice(1)}/index.ts`;
  if (!places.has(face)) return `"${specifier}" is no face: there is no ${within(face)}`;
  if (places.get(face)?.home === places.get(file.path)?.home) {
    return `inside ${specifier.slice(1)}/ import relatively, not by "${specifier}"`;
  }
  return undefined;
}
