/** Where in the house a file stands, and with that, what it may reach. */
import { posix } from "node:path";
import type { Source } from "./source.ts";

export type Layer = "main" | "app" | "config" | "module" | "platform" | "fakes" | "nowhere";

export type Place = {
  layer: Layer;
  /**
   * What relative imports may not leave: `modules/orders`, `platform/db`. A platform package may hold
   * others (`platform/doors/rest`); the nearest face wins. `config` is config.ts with config-values.ts.
   */
  home: string;
  test: boolean;
};

export const sources = "server/src";

const outsideRooms = ["main", "app", "config"] as const;

/** The place of every file of `server/src`, by its path. */
export function placesOf(files: Source[]): Map<string, Place> {
  const faces = new Set(files.map((file) => file.path).filter((path) => path.endsWith("/index.ts")));
  return new Map(files.map((file) => [file.path, placeOf(file.path, faces)]));
}

function placeOf(path: string, faces: Set<string>): Place {
  const [top = "", name = ""] = within(path).split("/");
  const test = path.endsWith(".test.ts");
  const outside = outsideRooms.find((room) => new RegExp(`^${room}(-[a-z0-9-]+)?(\\.test)?\\.ts$`).test(top));
  if (outside !== undefined) return { layer: outside, home: outside, test };
  if (top === "commands") return { layer: "main", home: "commands", test };
  if (top === "fakes") return { layer: "fakes", home: "fakes", test };
  if (top === "modules" && name !== "") return { layer: "module", home: `modules/${name}`, test };
  if (top === "platform" && name !== "") return { layer: "platform", home: nearestFace(path, faces), test };
  return { layer: "nowhere", home: "", test };
}

/** The path as seen from `server/src`. */
export function within(path: string): string {
  return path.slice(sources.length + 1);
}

function nearestFace(path: string, faces: Set<string>): string {
  let folder = posix.dirname(path);
  while (posix.dirname(posix.dirname(folder)) !== sources && !faces.has(`${folder}/index.ts`)) {
    folder = posix.dirname(folder);
  }
  return within(folder);
}
