/** What a run says when it is over: by operation, then every failure as a line to paste. */
import type { Report, Tally } from "./campaign.ts";
import type { Failure } from "./findings.ts";

/** @param again the command that does the same once more */
export function reportOf({ rounds, asked, tallies, failures, heaps }: Report, again: string): string {
  const names = [...tallies.keys()].sort();
  const width = Math.max(...names.map((name) => name.length), 0);
  const never = names.filter(
    (name) => ![...(tallies.get(name)?.keys() ?? [])].some((status) => status < "300"),
  );
  return [
    ...names.map((name) => `${name.padEnd(width)}  ${tallyWords(tallies.get(name))}`),
    "",
    `${asked} requests to ${names.length} operations in ${rounds} whole rounds; never granted: ${never.length === 0 ? "none" : never.join(", ")}.`,
    ...(heaps.length === 0
      ? []
      : [`Heap after each round, in MiB: ${heaps.map((bytes) => Math.round(bytes / 2 ** 20)).join(" ")}`]),
    ...failures.flatMap(failureLines),
    "",
    failures.length === 0 ? "Nothing failed." : `${failures.length} failures. The same again: ${again}`,
  ].join("\n");
}

function failureLines({ fault, words, curl, again, cause, times }: Failure): string[] {
  const more = [...(again ? [] : ["did not fail a second time"]), ...(times > 1 ? [`${times} times`] : [])];
  return [
    "",
    `✗ ${fault.split(": ")[0]}: ${words}${more.length === 0 ? "" : ` (${more.join("; ")})`}`,
    ...(curl === "" ? [] : [`  ${curl}`]),
    ...(cause === undefined ? [] : [`  log: ${cause}`]),
  ];
}

function tallyWords(tally: Tally = new Map()): string {
  return [...tally]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([status, times]) => `${status}×${times}`)
    .join(" ");
}
