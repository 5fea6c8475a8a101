/** What an import says while it runs: progress, a few of the rows that stay outside, and the report of all. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Finding } from "#platform/doors/import";
import { Complaint } from "./complaint.ts";

/** One line that renews itself on a terminal, a line now and then elsewhere. The total is left out where nobody knows it. */
export function createProgress(): { at(rows: number, total?: number): void; end(): void } {
  const started = performance.now();
  const live = process.stderr.isTTY === true;
  const everyMs = live ? 100 : 5_000;
  let last = started;
  return {
    at(rows, total) {
      const now = performance.now();
      if (now - last < everyMs) return;
      last = now;
      const rate = Math.round((rows * 1_000) / (now - started)).toLocaleString("en");
      const all = total === undefined ? "" : ` of ${total.toLocaleString("en")}`;
      const text = `${rows.toLocaleString("en")}${all} rows, ${rate} rows/s`;
      process.stderr.write(live ? `\r\x1b[2K${text}` : `${text}\n`);
    },
    end() {
      if (live) process.stderr.write("\r\x1b[2K");
    },
  };
}

const samplesPerReason = 3;

/** A few rows of each reason, for the eye; the report has them all. */
export function createSample(): { add(finding: Finding): void; text(report: string | undefined): string } {
  const lines: string[] = [];
  const counts = new Map<string, number>();
  return {
    add({ row, outcome, code, column, value, why }) {
      if (outcome !== "set_aside") return;
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= samplesPerReason)
        lines.push(`  ${row.header.file}:${row.line}  ${column} "${value}": ${why} (${code})`);
    },
    text(report) {
      const hidden = [...counts.values()].reduce(
        (sum, count) => sum + Math.max(0, count - samplesPerReason),
        0,
      );
      if (lines.length === 0) return "";
      const more =
        hidden === 0
          ? []
          : [
              `  … and ${hidden.toLocaleString("en")} more${report === undefined ? "; --report <file.csv> writes them all" : ""}`,
            ];
      const place = report === undefined ? [] : [`All of them are in ${report}.`];
      return ["Set aside:", ...lines, ...more, ...place, ""].join("\n");
    },
  };
}

/** Written as the rows come: it may be longer than memory. */
export function openReport(file: string): { write(finding: Finding): void; close(): void } {
  const handle = opened(file);
  writeSync(handle, "file,line,outcome,reason,column,value,why\n");
  return {
    write({ row, outcome, code, column, value, why }) {
      writeSync(
        handle,
        `${[row.header.file, String(row.line), outcome, code, column, value, why].map(quoted).join(",")}\n`,
      );
    },
    close: () => closeSync(handle),
  };
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function opened(file: string): number {
  try {
    return openSync(file, "w");
  } catch (error) {
    throw new Complaint(`The report ${file} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
