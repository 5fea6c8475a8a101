/** What `npm run fuzz -- …` understands. */
import { parseArgs } from "node:util";

export type Options = {
  minutes: number;
  seed: number;
  rounds: number;
  matching: string[];
  url: string | undefined;
  key: string | undefined;
  token: string | undefined;
  help: boolean;
};

export const usage = `npm run fuzz -- [options]

Asks every operation of the OpenAPI document what nobody should ask: hostile values, bytes that are no JSON, wrong types,
ids of others, among requests that could well be granted. Failures are a 5xx, a dropped connection, an answer that the
document does not declare, a problem without its code or pointer, memory that grows, and a next request that is not served.
Each is made as small as it gets and printed as a curl line; then the command ends with 1.

  --minutes 5            how long
  --seed 1               what is chosen: the same seed asks the same; a new one each time unless given
  --rounds 10            ends after so many rounds over all operations, if that is earlier
  --match "POST /v1/orders,payments"
                         only operations whose method and path contain one of these
  --url http://…         a server that runs, instead of one that is made for this and thrown away. Everything in the
                         organization may be changed: never one that is needed
  --key plk_…            an API key there, best an owner's
  --token eyJ…           a person's access token, for what people do for themselves`;

/** @throws for an argument that does not exist, is no number, or comes without the other */
export function readOptions(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      minutes: { type: "string", default: "5" },
      seed: { type: "string" },
      rounds: { type: "string", default: "1000000" },
      match: { type: "string" },
      url: { type: "string" },
      key: { type: "string" },
      token: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { minutes, seed, rounds, match, url, key, token, help } = values;
  if ((url === undefined) !== (key === undefined))
    throw new Error(`--url and --key come together.\n\n${usage}`);
  return {
    minutes: positive("minutes", minutes),
    seed: seed === undefined ? 1 + Math.floor(Math.random() * 1e6) : positive("seed", seed),
    rounds: positive("rounds", rounds),
    matching: match?.split(",") ?? [],
    ...{ url, key, token, help },
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} takes a number above 0.\n\n${usage}`);
  return value;
}
