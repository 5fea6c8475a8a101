/**
 * The Chromium that comes with npm, made ready to start on a bare machine.
 *
 * The package carries it packed, with the few libraries beside glibc that a plain container lacks (nss, nspr,
 * expat) and a font; its own code unpacks them only where it believes to be on Lambda, into the machine's
 * temporary folder. Here they are unpacked once, into a folder of ours that all test processes share.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export type Chromium = { executablePath: string; env: Record<string, string> };

const root = fileURLToPath(new URL("../../../", import.meta.url));
const cache = join(root, ".plinth-browser");

/** Why no browser can run here; undefined where one can. */
export function whyNoBrowser(): string | undefined {
  const { platform, arch } = process;
  if (platform === "linux" && arch === "x64") return undefined;
  return `the packed browser is for linux-x64, this is ${platform}-${arch}`;
}

/** Unpacks on first use (about 1.5 s and 210 MB), then only says where it is. */
export async function unpackedChromium(): Promise<Chromium> {
  const packed = new URL("../", import.meta.resolve("@sparticuz/chromium"));
  const { version } = JSON.parse(await readFile(new URL("package.json", packed), "utf8")) as {
    version: string;
  };
  const home = join(cache, version);
  if (!existsSync(home)) await unpack(new URL("bin/", packed), home);
  return {
    executablePath: join(home, "chromium"),
    env: {
      LD_LIBRARY_PATH: join(home, "al2023", "lib"),
      // one font on every machine: what fits in a line here fits in it everywhere
      FONTCONFIG_FILE: join(home, "fonts.conf"),
    },
  };
}

/** Complete or absent: it is unpacked aside and renamed; of two processes at once, the second yields. */
async function unpack(bin: URL, home: string): Promise<void> {
  const aside = join(cache, `unpacking-${process.pid}-${randomBytes(4).toString("hex")}`);
  await mkdir(aside, { recursive: true });
  const inflateAll = `
    import { inflate } from "@sparticuz/chromium";
    const bin = ${JSON.stringify(fileURLToPath(bin))};
    await Promise.all(["chromium.br", "al2023.tar.br", "fonts.tar.br"].map((name) => inflate(bin + name)));`;
  // a process of its own, because the package always unpacks into the temporary folder
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", inflateAll], {
    cwd: root,
    env: { ...process.env, TMPDIR: aside },
  });
  await writeFile(join(aside, "fonts.conf"), fontConfiguration(home));
  await rename(aside, home).catch(async (error: NodeJS.ErrnoException) => {
    await rm(aside, { recursive: true, force: true });
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  await removeOlder(home);
}

async function removeOlder(home: string): Promise<void> {
  const versions = (await readdir(cache)).filter((name) => !name.startsWith("unpacking-"));
  const older = versions.map((name) => join(cache, name)).filter((path) => path !== home);
  await Promise.all(older.map((path) => rm(path, { recursive: true, force: true })));
}

function fontConfiguration(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(home, "fonts")}</dir>
  <cachedir>${join(home, "fonts-cache")}</cachedir>
</fontconfig>
`;
}
