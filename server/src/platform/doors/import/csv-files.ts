/** CSV files as a stream of rows: several files are one table, each with its own header; memory stays flat. */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { parse } from "csv-parse";
import { ImportComplaint } from "./complaint.ts";
import { type Header, headerOf, type Part, type Row } from "./row.ts";

export type Format = { delimiter: string; encoding: string };
/** Files that are one table. */
export type Table = { part: Part; files: string[]; format: Format };

/** A row, or one that does not fit under the header. */
export type ReadRow = Row & { misfit?: string };

/** The files meant by these paths: a folder stands for its `.csv` files in the order of their names. */
export async function filesOf(paths: string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const kind = await stat(path).catch(() => undefined);
      if (kind === undefined) throw new ImportComplaint([`There is no file ${path}.`]);
      if (!kind.isDirectory()) return [path];
      const names = (await readdir(path)).filter((name) => name.toLowerCase().endsWith(".csv")).sort();
      if (names.length === 0) throw new ImportComplaint([`The folder ${path} holds no .csv file.`]);
      return names.map((name) => join(path, name));
    }),
  );
  return found.flat();
}

/** @throws ImportComplaint when the file is empty or a column has no name or one that another has. */
export async function readHeader(part: Part, file: string, format: Format): Promise<Header> {
  for await (const { record } of records(file, format)) return checkedHeader(part, file, record);
  throw new ImportComplaint([`${file} is empty: its first line must name the columns.`]);
}

/** All rows of all files, in order. @throws ImportComplaint with file and line when the CSV itself is broken. */
export async function* rowsOf({ part, files, format }: Table): AsyncGenerator<ReadRow> {
  for (const file of files) {
    let header: Header | undefined;
    let last = 0;
    for await (const { record, lines, blank } of records(file, format)) {
      const line = last + 1 + blank;
      last = lines;
      if (header === undefined) {
        header = checkedHeader(part, basename(file), record);
        continue;
      }
      const misfit = misfitOf(record, header);
      yield { header, line, cells: record, ...(misfit === undefined ? {} : { misfit }) };
    }
  }
}

type Record = { record: string[]; lines: number; blank: number };

/** `lines`: lines read when the record ended; `blank`: empty lines skipped before it. */
async function* records(file: string, { delimiter, encoding }: Format): AsyncGenerator<Record> {
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true, // wall: the parser's own option about quotation marks
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n"],
  });
  const source = createReadStream(file);
  // a pipeline would end silently when the consumer stops early; a failure of the source must reach the parser
  decode(source, file, encoding, parser).catch((error: Error) => parser.destroy(error));
  let skipped = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number; empty_lines: number };
    }>) {
      yield { record, lines: info.lines, blank: info.empty_lines - skipped };
      skipped = info.empty_lines;
    }
  } catch (error) {
    throw error instanceof ImportComplaint
      ? error
      : new ImportComplaint([brokenText(file, error as Error & { code?: string; lines?: number })]);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/** Feeds the parser with text, and waits for it when it is full. */
async function decode(
  source: AsyncIterable<Buffer>,
  file: string,
  encoding: string,
  parser: ReturnType<typeof parse>,
): Promise<void> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: false });
  let bytes = 0;
  const decoded = (chunk?: Buffer) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new ImportComplaint([
        `${file} is not ${encoding}: around byte ${bytes} there is something else. Say its encoding in the mapping: "encoding": "windows-1252".`,
      ]);
    }
  };
  for await (const chunk of source) {
    const text = decoded(chunk);
    bytes += chunk.length;
    if (parser.destroyed) return;
    if (!parser.write(text)) await drained(parser);
  }
  parser.end(decoded());
}

function drained(parser: ReturnType<typeof parse>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      parser.off("drain", done);
      parser.off("close", done);
      resolve();
    };
    parser.on("drain", done);
    parser.on("close", done);
  });
}

function checkedHeader(part: Part, file: string, record: string[]): Header {
  const columns = record.map((name) => name.trim());
  const unnamed = columns.indexOf("");
  const doubled = columns.filter((name, i) => columns.indexOf(name) < i);
  const complaints = [
    ...(unnamed < 0 ? [] : [`${file}: column ${unnamed + 1} has no name in the header.`]),
    ...doubled.map((name) => `${file}: two columns are named "${name}".`),
  ];
  if (complaints.length > 0) throw new ImportComplaint(complaints);
  return headerOf(part, file, columns);
}

function misfitOf(record: string[], { columns }: Header): string | undefined {
  if (record.length !== columns.length)
    return `The row has ${record.length} cells, the header has ${columns.length}.`;
  return record.some((text) => text.includes("\0"))
    ? "A cell contains NUL (U+0000), which cannot be kept."
    : undefined;
}

function brokenText(
  file: string,
  { code, lines, message }: Error & { code?: string; lines?: number },
): string {
  if (code === "CSV_QUOTE_NOT_CLOSED")
    return `${file}: a quote is opened and never closed (${message}). What stands behind it was not read.`;
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR")
    return `${file} cannot be read: ${message}`;
  return `${file}${lines === undefined ? "" : `:${lines}`} is not CSV: ${message}`;
}
