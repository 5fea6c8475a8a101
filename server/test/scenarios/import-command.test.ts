/** The command as an operator types it: what it prints, how it ends, and that it may be killed. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { outside } from "#harness/plinth-process";
import { until } from "#harness/until";
import { companies, filesWith, guide } from "./import.fixture.ts";

const entry = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const shop = await testApp();
const tenant = await shop.tenant();
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill("SIGKILL"); // left over only when a test failed
});

type Ended = { code: number | null; stdout: string; stderr: string };

/** Starts `import …` on the database of the test. */
function start(args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const { appUrl, ownerUrl, systemUrl } = shop.database;
  const child = spawn(process.execPath, [entry, "import", ...args], {
    env: {
      ...outside(),
      DATABASE_URL: appUrl,
      DATABASE_OWNER_URL: ownerUrl,
      DATABASE_SYSTEM_URL: systemUrl,
      PLINTH_SECRET: "a secret of the tests that is long enough to be one",
    },
  });
  running.add(child);
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code) => {
      running.delete(child);
      resolve({ code, ...said });
    });
  });
  return { child, ended };
}

const command = (...args: string[]) => start(["--organization", tenant.id, ...args]).ended;

async function countOf(table: string, organizationId: string): Promise<number> {
  const [row] = await execute(
    shop.database.adminUrl,
    `select count(*)::int as count, count(distinct external_reference)::int as different from ${table} where organization_id = $1`,
    [organizationId],
  );
  assert.equal(row?.count, row?.different, "nothing is there twice");
  return Number(row?.count);
}

test("exit code 0: everything was taken, and the account stands on stdout", async () => {
  const { "customers.csv": path = "" } = await filesWith({ "customers.csv": companies });
  const mapping = ["--mapping", guide("northwind/customers")];
  const { code, stdout, stderr } = await command("customers", path, ...mapping);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /read +5\n +taken +5\n= the parts add up to the file/);
  assert.match(stderr, /Columns that nothing reads: contact_name, /);
  const again = await command("customers", path, ...mapping);
  assert.equal(again.code, 0);
  assert.match(again.stdout, /already there +5\n/);
});

test("exit code 2: something was set aside, and the report names it", async () => {
  const { folder = "", "goods.csv": path = "" } = await filesWith({
    "goods.csv": 'code,name\nA-1,Chai\nA-2,\n"A,""3""",Süßes\n',
  });
  const report = join(folder, "report.csv");
  const { code, stdout } = await command(
    "products",
    path,
    "--map",
    "code=sku",
    "--set",
    "unit=box",
    "--report",
    report,
  );
  assert.equal(code, 2);
  assert.match(stdout, /set aside: required +1\n/);
  const [header, ...rows] = (await readFile(report, "utf8")).trimEnd().split("\n");
  assert.equal(header, "file,line,outcome,reason,column,value,why");
  assert.deepEqual(rows, ['goods.csv,3,set_aside,required,name,,"name: ""name"" is required."']);
});

test("exit code 1: what cannot run says why and does nothing", async () => {
  const { "customers.csv": path = "" } = await filesWith({ "customers.csv": companies });
  const cases: [args: string[], words: RegExp][] = [
    [["customers", `${path}.gone`], /There is no file/],
    [["customers"], /Say what to import/],
    [
      [
        "products",
        path,
        "--map",
        "customer_id=sku",
        "--map",
        "company_name=name",
        "--report",
        "/nowhere/at/all.csv",
      ],
      /report .* cannot be written/,
    ],
    [["customers", path, "--map", "name"], /write it as column=field/],
    [["customers", path, "--chunk", "1000"], /from 1 to 500/],
    [["customers", path, "--organization", "nobody"], /There is no organization "nobody"/],
  ];
  for (const [args, words] of cases) {
    const { code, stderr } = await command(...args);
    assert.equal(code, 1, args.join(" "));
    assert.match(stderr, words);
  }
});

test("killed in the middle and repeated, an import has made each object once", async () => {
  const all = 400;
  const rows = Array.from({ length: all }, (_, i) => `K${i},Kunde ${i},DE,EUR`);
  const { "many.csv": path = "" } = await filesWith({
    "many.csv": `external_reference,name,country,currency\n${rows.join("\n")}\n`,
  });
  const other = await shop.tenant();
  const args = ["customers", path, "--organization", other.id, "--chunk", "2"];
  const { child, ended } = start(args);
  await until("the first objects", async () => (await countOf("customers", other.id)) > 10);
  child.kill("SIGKILL");
  await ended;
  const before = await countOf("customers", other.id);
  assert.ok(before > 10 && before < all, `killed behind ${before} of ${all}`);

  const { code, stdout } = await command(...args);
  assert.equal(code, 0);
  assert.match(stdout, new RegExp(`taken +${all - before}\n +already there +${before}\n`));
  assert.equal(await countOf("customers", other.id), all);
});
