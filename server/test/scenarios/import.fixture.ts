/** Imports as the command does them, into the application of a test, and small files with the troubles of real ones. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import type { TestApp } from "#harness/app";
import { execute } from "#harness/execute";
import { auditRows } from "#harness/trail";
import { systemContext } from "#modules/organizations";
import { type Asked, type Finding, prepareImport, runImport, summarize } from "#platform/doors/import";

/** The mapping of the guide: what it shows is what is tested. */
export function guide(name: string): string {
  return fileURLToPath(new URL(`../../../docs/guides/import/${name}.json`, import.meta.url));
}

/** @returns the paths of the files, which go with the test */
export async function filesWith(contents: Record<string, string>): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "plinth-import-"));
  after(() => rm(folder, { recursive: true, force: true }));
  const paths: Record<string, string> = { folder };
  for (const [name, content] of Object.entries(contents)) {
    paths[name] = join(folder, name);
    await writeFile(join(folder, name), content);
  }
  return paths;
}

export type Wanted = Pick<Asked, "mapping" | "lines"> & {
  dryRun?: boolean;
  chunk?: number;
  pairs?: string[];
  /** Called behind each chunk; what it throws ends the import there, as a kill would. */
  behindChunk?: () => void;
};

/** Imports one kind of object from these files, into one organization. */
export function importer({ app }: TestApp, organizationId: string) {
  const { registry, actions, executor, database } = app;
  return async (resource: string, paths: (string | undefined)[], wanted: Wanted = {}) => {
    const { pairs = [], dryRun = false, chunk = 200, behindChunk = () => {}, ...asked } = wanted;
    const files = paths.map((path) => path ?? "");
    const prepared = await prepareImport(registry, actions, { resource, paths: files, pairs, ...asked });
    const findings: Finding[] = [];
    const context = () => systemContext(organizationId, "import");
    const ledger = await runImport(
      prepared.plan,
      { registry, database, executor, context },
      prepared.first,
      prepared.second,
      {
        dryRun,
        chunk,
        progress: behindChunk,
        found: (finding) => findings.push(finding),
      },
    );
    const rows = (part: "rows" | "lines") =>
      Object.fromEntries(
        [...(ledger.tallies[part]?.by ?? [])].map(([outcome, entry]) => [outcome, entry.rows]),
      );
    return {
      ...summarize(ledger, prepared.plan.mapping, resource),
      ledger,
      findings,
      rows: rows("rows"),
      lines: rows("lines"),
    };
  };
}

/** A tenant with everything that the orders of the first example stand on. */
export async function northwind(shop: TestApp) {
  const tenant = await shop.tenant();
  const take = importer(shop, tenant.id);
  const files = await filesWith(example);
  for (const resource of ["customers", "contacts", "addresses"]) {
    await take(resource, [files["customers.csv"]], { mapping: guide(`northwind/${resource}`) });
  }
  await take("products", [files["products.csv"]], { mapping: guide("northwind/products") });
  await take("stock_movements", [files["products.csv"]], { mapping: guide("northwind/stock") });
  return { ...tenant, take, files };
}

/** Rows of everything that an import may write. */
export async function written(shop: TestApp, organizationId: string): Promise<Record<string, unknown>> {
  const tables = ["customers", "products", "product_prices", "orders", "order_lines"];
  const counts = tables.map(
    (table) => `(select count(*)::int from ${table} where organization_id = $1) as "${table}"`,
  );
  counts.push(`(select count(*)::int from ${auditRows} a where organization_id = $1) as entries`);
  const events = `(select count(*)::int from (select from plinth.outbox where organization_id = $1
                      union all select from plinth.events where organization_id = $1) e) as events`;
  const [row = {}] = await execute(shop.database.adminUrl, `select ${[...counts, events].join(", ")}`, [
    organizationId,
  ]);
  return row;
}

export const companies = `customer_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone,fax
ALFKI,Alfreds Futterkiste,Maria Anders,Sales Representative,Obere Str. 57,Berlin,,12209,Germany,030-0074321,030-0076545
AROUT,Around the Horn,Thomas Hardy,Sales Representative,120 Hanover Sq.,London,,WA1 1DP,UK,(171) 555-7788,(171) 555-6750
ANATR,Ana Trujillo Emparedados y helados,Ana Trujillo,Owner,Avda. de la Constitución 2222,México D.F.,,05021,Mexico,(5) 555-4729,
FOLKO,Folk och fä HB,Maria Larsson,Owner,Åkergatan 24,Bräcke,,S-844 67,Sweden,0695-34 67 21,
HUNGO,"Hungry Owl ""All-Night"" Grocers",Patricia McKenna,Sales Associate,8 Johnstown Road,Cork,Co. Cork,,Ireland,2967 542,2967 3333
`;

export const goods = `product_id,product_name,supplier_id,category_id,quantity_per_unit,unit_price,units_in_stock,units_on_order,reorder_level,discontinued
1,Chai,8,1,10 boxes x 30 bags,18,39,0,10,0
2,Guaraná Fantástica,10,1,12 - 355 ml cans,4.5,20,0,0,0
3,Rössle Sauerkraut,12,7,25 - 825 g cans,45.5999985,0,0,0,1
4,Gnocchi di nonna Alice,26,5,24 - 250 g pkgs.,9.80000019,21,10,30,0
`;

export const orders = `order_id,customer_id,employee_id,order_date,required_date,shipped_date,ship_via,freight,ship_name,ship_address,ship_city,ship_region,ship_postal_code,ship_country
10248,ALFKI,5,1996-07-04,1996-08-01,1996-07-16,3,32.3800011,Alfreds,Obere Str. 57,Berlin,,12209,Germany
10249,FOLKO,6,1996-07-05,1996-08-16,,1,11.6099997,Folk och fä HB,Åkergatan 24,Bräcke,,S-844 67,Sweden
`;

/** 12 × 14.4 = 172.80, 10 × 9.8 less 15 % = 83.30, 5 × 45.6 less 5 % = 216.60 */
export const details = `order_id,product_id,unit_price,quantity,discount
10248,1,14.3999996,12,0
10248,4,9.80000019,10,0.150000006
10249,3,45.5999985,5,0.0500000007
`;

export const example = {
  "customers.csv": companies,
  "products.csv": goods,
  "orders.csv": orders,
  "order_details.csv": details,
};

const dayHeader = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

/** Thirteen lines with every trouble that the real day files have; 164.37 pounds in all. */
export const days = {
  "2010-12-01.csv": `${dayHeader}536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN ,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,2,2010-12-01 08:27:00,3.39,17850.0,United Kingdom
536366,POST,POSTAGE,1,2010-12-01 08:28:00,18.0,12583.0,EIRE
536366,22728,"ALARM CLOCK, BAKELIKE PINK",24,2010-12-01 08:28:00,3.75,12583.0,EIRE
536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom
536544,21773,DECORATIVE ROSE BATHROOM BOTTLE,1,2010-12-01 14:32:00,2.51,,United Kingdom
`,
  "2010-12-02.csv": `${dayHeader}C536379,85123A,WHITE HANGING HEART T-LIGHT HOLDER,-1,2010-12-02 09:41:00,2.55,17850.0,United Kingdom
536589,21777,,-10,2010-12-02 16:50:00,0.0,,United Kingdom
536600,85123a,WHITE HANGING HEART T-LIGHT HOLDER,3,2010-12-02 08:32:00,2.55,13747.0,Channel Islands
536600,71053,METAL LANTERN,1,2010-12-02 08:32:00,3.39,13747.0,Channel Islands
536600,71053,WHITE METAL LANTERN,1,2010-12-02 08:32:00,2.95,13747.0,Channel Islands
536600,22728,ALARM CLOCK BAKELIKE PINK,1,2010-12-02 08:32:00,0.0,13747.0,Channel Islands
`,
};
