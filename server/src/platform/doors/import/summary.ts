/** The account of an import as text: every row is in exactly one line of it, and the sums add up to the file. */
import { Decimal } from "decimal.js";
import type { Ledger } from "./ledger.ts";
import type { Mapping } from "./mapping.ts";
import type { Part } from "./row.ts";
import type { Entry, Outcome, Tally } from "./tally.ts";

export type Summary = {
  text: string;
  /** Rows that stay outside. */
  setAside: number;
  /** False: rows or sums do not add up to the file, or to what was written. */
  addsUp: boolean;
};

export function summarize(ledger: Ledger, mapping: Mapping, noun: string): Summary {
  const parts = Object.entries(ledger.tallies).map(([part, tally]) =>
    accountOf(part as Part, tally, ledger.reasons),
  );
  const written = writtenText(ledger, mapping, noun);
  const { taken, alreadyThere, setAside } = ledger.objects;
  const text = [
    ...parts.map(({ lines }) => lines.join("\n")),
    `${noun}: ${counted(taken)} made, ${counted(alreadyThere)} already there, ${counted(setAside)} refused`,
    ...differencesText(ledger),
    ...(written === undefined ? [] : [written.text]),
  ].join("\n\n");
  return {
    text: `${text}\n`,
    setAside: parts.reduce((sum, part) => sum + part.setAside, 0),
    addsUp: parts.every((part) => part.addsUp) && written?.equal !== false,
  };
}

const plainOutcomes: [Outcome, string][] = [
  ["taken", "taken"],
  ["merged", "merged into one of these"],
  ["already_there", "already there"],
];

function accountOf(part: Part, { read, by, unreadable }: Tally, reasons: ReadonlyMap<string, string>) {
  const names = Object.keys(read.sums);
  const asides = [...by].filter(([outcome]) => outcome.startsWith("set_aside:"));
  const known = plainOutcomes.flatMap(([outcome, words]): [string, Entry][] => {
    const entry = by.get(outcome);
    return entry === undefined ? [] : [[`  ${words}`, entry]];
  });
  const kept = asides
    .sort(([, a], [, b]) => b.rows - a.rows)
    .map(([outcome, entry]): [string, Entry] => [`  set aside: ${outcome.slice(10)}`, entry]);
  const sum = together([...by.values()], names);
  const addsUp = sum.rows === read.rows && names.every((name) => sum.sums[name]?.eq(read.sums[name] ?? 0));

  const head = [part === "lines" ? "lines of the second file" : "", "rows", ...names];
  const entries: [string, Entry][] = [["read", read], ...known, ...kept];
  const places = new Map(names.map((name) => [name, mostPlaces(entries.map(([, { sums }]) => sums[name]))]));
  const body = entries.map(([words, entry]) => cellsOf(words, entry, names, places));
  const verdict = addsUp ? "= the parts add up to the file" : "! THE PARTS DO NOT ADD UP TO THE FILE";
  const sentences = asides.flatMap(
    ([outcome]) => `  ${outcome.slice(10)}: ${reasons.get(outcome.slice(10)) ?? ""}`,
  );
  const left = Object.entries(unreadable).map(
    ([name, count]) => `  ${counted(count)} rows have no number to add to ${name}`,
  );
  return {
    addsUp,
    setAside: asides.reduce((rows, [, entry]) => rows + entry.rows, 0),
    lines: [
      ...table([head, ...body]),
      verdict,
      ...left,
      ...(sentences.length > 0 ? ["", "Set aside because:", ...sentences] : []),
    ],
  };
}

function together(entries: Entry[], names: string[]): Entry {
  const Exact = Decimal.clone({ precision: 60 });
  const sums = names.map((name) => [
    name,
    entries.reduce((sum, entry) => sum.plus(entry.sums[name] ?? 0), new Exact(0)),
  ]);
  return { rows: entries.reduce((rows, entry) => rows + entry.rows, 0), sums: Object.fromEntries(sums) };
}

function mostPlaces(sums: (Decimal | undefined)[]): number {
  return Math.max(0, ...sums.map((sum) => sum?.decimalPlaces() ?? 0));
}

/** @param places decimals per sum, so that a column stands under one point */
function cellsOf(
  words: string,
  { rows, sums }: Entry,
  names: string[],
  places: Map<string, number>,
): string[] {
  return [words, counted(rows), ...names.map((name) => sums[name]?.toFixed(places.get(name) ?? 0) ?? "")];
}

/** The first column to the left, numbers to the right. */
function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

function differencesText({ differences }: Ledger): string[] {
  if (differences.size === 0) return [];
  const fields = [...differences]
    .sort(([, a], [, b]) => b - a)
    .map(([field, rows]) => `${field} in ${counted(rows)}`);
  return [
    `Rows that say something else than the first row of their object, which was taken: ${fields.join(", ")}`,
  ];
}

/** What was written against what the file says, from two ends: the verb's answers and the rows. */
function writtenText(
  { written, tallies }: Ledger,
  mapping: Mapping,
  noun: string,
): { text: string; equal: boolean } | undefined {
  if (mapping.written === undefined) return undefined;
  const { field, equals, digits } = mapping.written;
  const tally = tallies.lines?.read.sums[equals] === undefined ? tallies.rows : tallies.lines;
  const amounts = plainOutcomes.map(([outcome]) => tally?.by.get(outcome)?.sums[equals] ?? new Decimal(0));
  const expected = amounts.reduce((sum, amount) => sum.plus(amount), new Decimal(0));
  const there = new Decimal(written.toString()).div(new Decimal(10).pow(digits));
  const equal = there.eq(expected);
  const sides = `${field} of these ${noun} is ${there.toFixed(digits)}; ${equals} of their rows is ${expected.toFixed()}`;
  return {
    equal,
    text: equal ? `= ${sides}` : `! ${sides}: A DIFFERENCE OF ${there.minus(expected).toFixed()}`,
  };
}

function counted(count: number): string {
  return count.toLocaleString("en");
}
