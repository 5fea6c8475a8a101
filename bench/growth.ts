/** Does it stay as quick when there is more of everything? The same workloads on 10,000 and on a million orders. */
import { bench, type Report, type Wish } from "./bench.ts";
import { population } from "./population.ts";
import { rowOf } from "./results.ts";
import type { ScratchCluster } from "./scratch-database.ts";
import { workloads } from "./workloads.ts";

const sizes = [10_000, 1_000_000];

/** @returns a table in Markdown of the processor time per request at each size. */
export async function growth(
  cluster: ScratchCluster,
  wish: Wish,
  organizations: number,
  say: (line: string) => void,
): Promise<string> {
  const only = wish.only.filter(growing);
  const reports: Report[] = [];
  for (const orders of sizes) {
    say(`Growth: ${orders} orders.`);
    const people = population({ orders, organizations });
    const database = await cluster.database(people);
    reports.push(await bench(database, people, { ...wish, only, floors: false }, say));
    await database.drop();
  }
  const costs = reports.map(({ outcomes }) =>
    outcomes.map(rowOf).map(({ serverMicros, databaseMicros }) => serverMicros + databaseMicros),
  );
  const lines = (reports[0]?.outcomes ?? []).map(({ workload }, i) => {
    const each = costs.map((cost) => cost[i] ?? Number.NaN);
    return `| ${workload.name} | ${each.map((micros) => Math.round(micros)).join(" | ")} | ${((each.at(-1) ?? Number.NaN) / (each[0] ?? Number.NaN)).toFixed(2)} |`;
  });
  return `
## Cost against size

CPU-µs per request, server and database together.

| workload | ${sizes.map((orders) => `${orders} orders`).join(" | ")} | ratio |
| --- | ${sizes.map(() => "---").join(" | ")} | --- |
${lines.join("\n")}
`;
}

/** How many orders there are is nothing to a login; and whoever reads as a member reads what a key does. */
function growing(name: string): boolean {
  return workloads.some((workload) => workload.name === name && workload.noFloor === undefined);
}
