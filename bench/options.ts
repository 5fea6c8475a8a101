/** What `npm run bench -- …` understands. */
import { parseArgs } from "node:util";
import { deliveriesName } from "./deliveries.ts";
import { jobsName } from "./jobs.ts";
import { liveName } from "./live.ts";
import { loginsName } from "./logins.ts";
import { overloadName } from "./overload.ts";
import { stockName } from "./stock.ts";
import { workloads } from "./workloads.ts";

export type Options = {
  orders: number;
  organizations: number;
  seconds: number;
  rounds: number;
  only: string[];
  growth: boolean;
  smoke: boolean;
  help: boolean;
  profile: string | undefined;
};

/** Everything that `--only` may name. */
export const names = [
  ...workloads.map(({ name }) => name),
  loginsName,
  jobsName,
  stockName,
  deliveriesName,
  liveName,
  overloadName,
];

export const usage = `npm run bench -- [options]
  --orders 100000        orders in the database
  --organizations 20     organizations that they belong to
  --seconds 5            how long each workload and each floor runs, per round
  --rounds 3             rounds; the quietest is reported
  --only get,list        only these of: ${names.join(", ")}
  --growth               also compare 10,000 with 1,000,000 orders, which takes minutes to fill
  --profile <folder>     write a CPU profile of the server into this folder
  --smoke                tiny and quick: shows that everything runs, says nothing about speed`;

/** @throws for an argument that does not exist or is no number. */
export function readOptions(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      orders: { type: "string" },
      organizations: { type: "string" },
      seconds: { type: "string" },
      rounds: { type: "string" },
      only: { type: "string" },
      profile: { type: "string" },
      growth: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { smoke, growth, help, profile } = values;
  const number = (
    name: "orders" | "organizations" | "seconds" | "rounds",
    usual: number,
    tiny: number,
  ): number => {
    const value = Number(values[name] ?? (smoke ? tiny : usual));
    if (!(value > 0)) throw new Error(`--${name} takes a number above 0.\n${usage}`);
    return value;
  };
  const only = values.only?.split(",") ?? names;
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no workload "${unknown}".\n${usage}`);
  return {
    orders: number("orders", 100_000, 200),
    organizations: number("organizations", 20, 4),
    seconds: number("seconds", 5, 1),
    rounds: number("rounds", 3, 1),
    only,
    growth,
    smoke,
    help,
    profile,
  };
}
