/** Answers as CSV (RFC 4180), row by row as they are read: an export never stands in memory whole. */
import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Export, Query } from "#platform/action";

/** What an answer depends on that comes as JSON or as CSV. */
export const varyWithFormat = "Accept, Authorization, Cookie, Plinth-Organization";

/** Does the caller name CSV, and JSON not before it? `*` is JSON, as everywhere. */
export function wantsCsv({ accept = "" }: IncomingHttpHeaders): boolean {
  const weights = new Map(
    accept.split(",").map((part) => {
      const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return [type, weight === undefined ? 1 : Number(weight)] as const;
    }),
  );
  const csv = weights.get("text/csv") ?? 0;
  return csv > 0 && csv >= (weights.get("application/json") ?? 0);
}

/**
 * The reader's pace is the sender's: rows are fetched as the caller takes them. What is over before all were taken is
 * cut off, so that nobody takes it for the whole.
 */
export function sendCsv(reply: FastifyReply, { name, csv }: Query, { rows, over }: Export): FastifyReply {
  const file = name.split(".")[0] ?? "export";
  const body = Readable.from(text(csv?.header ?? [], rows), { objectMode: false, highWaterMark: 64 * 1024 });
  over.addEventListener("abort", () => body.destroy());
  return reply
    .header("cache-control", "no-store")
    .header("vary", varyWithFormat)
    .header("content-type", "text/csv; charset=utf-8; header=present")
    .header("content-disposition", `attachment; filename="${file}.csv"`)
    .send(body);
}

async function* text(header: string[], batches: Export["rows"]): AsyncGenerator<string, void> {
  yield csvLine(header);
  for await (const rows of batches) yield rows.map(({ cells }) => csvLine(cells)).join("");
}

/** One line with its end; null is an empty cell. */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? "" : quoted(disarmed(cell)))).join(",")}\r\n`;
}

/** A spreadsheet would take it for a formula and run it: an apostrophe in front makes it text. */
function disarmed(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
