/** Does it stay as quick when there is more of everything? The same workloads on 10,000 and on a million orders, in turn. */
import { bench, type Wish } from "./bench.ts";
import { type Population, population } from "./population.ts";
import { rowOf } from "./results.ts";
import type { ScratchCluster, ScratchDatabase } from "./scratch-database.ts";
import { workloads } from "./workloads.ts";

const [few, many] = [10_000, 1_000_000];

type Place = { people: Population; database: ScratchDatabase };
/** CPU-µs per request at both sizes, one right after the other. */
type Pair = { few: number; many: number };

/** @returns a table in Markdown of the processor time per request at each size. */
export async function growth(
  cluster: ScratchCluster,
  wish: Wish,
  organizations: number,
  say: (line: string) => void,
): Promise<string> {
  const only = wish.only.filter(growing);
  const small = await placeOf(cluster, few, organizations);
  const large = await placeOf(cluster, many, organizations);
  const pairs = new Map<string, Pair[]>();
  for (let round = 1; round <= wish.rounds; round++) {
    for (const name of only) {
      say(`Growth, round ${round}: ${few}, then ${many} orders.`);
      const cost = async ({ people, database }: Place): Promise<number> =>
        costOf(await bench(database, people, { ...wish, only: [name], rounds: 1, floors: false }, say));
      const pair = { few: await cost(small), many: await cost(large) };
      pairs.set(name, [...(pairs.get(name) ?? []), pair]);
    }
  }
  await small.database.drop();
  await large.database.drop();
  return `
## Cost against size

CPU-µs per request, server and database together. Both sizes are measured right after one another, because the machine changes
its pace within minutes: the ratio is the middle one of those of the rounds.

| workload | ${few} orders | ${many} orders | ratio | of each round |
| --- | --- | --- | --- | --- |
${[...pairs].map(([name, some]) => lineOf(name, some)).join("\n")}
`;
}

async function placeOf(cluster: ScratchCluster, orders: number, organizations: number): Promise<Place> {
  const people = population({ orders, organizations });
  return { people, database: await cluster.database(people, `bench_run_${orders}`) };
}

function costOf({ outcomes: [outcome] }: Awaited<ReturnType<typeof bench>>): number {
  if (outcome === undefined) return Number.NaN;
  const { serverMicros, databaseMicros } = rowOf(outcome);
  return serverMicros + databaseMicros;
}

function lineOf(name: string, pairs: Pair[]): string {
  const ratios = pairs.map((pair) => pair.many / pair.few);
  const micros = [pairs.map((pair) => pair.few), pairs.map((pair) => pair.many)].map(middle).map(Math.round);
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(", ");
  return `| ${[name, ...micros, middle(ratios).toFixed(2), each].join(" | ")} |`;
}

function middle(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** How many orders there are is nothing to a login; and whoever reads as a member reads what a key does. */
function growing(name: string): boolean {
  return workloads.some((workload) => workload.name === name && workload.noFloor === undefined);
}
