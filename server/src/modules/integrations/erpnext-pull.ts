/** What changed in ERPNext: read by `modified` and name, so that a change between two pages moves nothing out of sight. */
import type { ErpKind, Page } from "./contract.ts";
import { type Calls, type Filter, listDocuments } from "./erpnext-ask.ts";
import { doctypes, listed, read, textOf, uniqueField } from "./erpnext-doctypes.ts";

/** `ended`: the last page was not full, and the next call begins a new round. */
type Cursor = { modified: string; name: string; ended: boolean };

const pageSize = 100;

/**
 * A document is stamped when it is saved and seen when that commits: what was saved before the last one seen may appear
 * after it. A round begins this much earlier; what was seen already is known by its version.
 */
const overlapMs = 120_000;

export async function pull(kind: ErpKind, cursor: string | undefined, calls: Calls): Promise<Page> {
  const from = begun(cursor);
  const ask = (filters: Filter[], limit: number) =>
    listDocuments(calls, doctypes[kind], {
      fields: listed(kind),
      filters: [[uniqueField, "is", "set"], ...filters],
      limit,
    });

  const { modified, name } = from;
  // those of the same moment first: an import there may stamp more than a page with one moment
  const rows =
    name === ""
      ? []
      : await ask(
          [
            ["modified", "=", modified],
            ["name", ">", name],
          ],
          pageSize,
        );
  const left = pageSize - rows.length;
  if (left > 0) rows.push(...(await ask([["modified", name === "" ? ">=" : ">", modified]], left)));

  const last = rows.at(-1);
  const more = rows.length >= pageSize;
  const seen = {
    modified: textOf(last?.modified) ?? from.kept.modified,
    name: textOf(last?.name) ?? from.kept.name,
  };
  return {
    objects: rows.map((row) => read(kind, row, false)),
    cursor: JSON.stringify({ ...seen, ended: !more } satisfies Cursor),
    more,
  };
}

type Begun = { modified: string; name: string; kept: { modified: string; name: string } };

function begun(cursor: string | undefined): Begun {
  if (cursor === undefined) {
    const kept = { modified: "1970-01-01 00:00:00.000000", name: "" };
    return { ...kept, kept };
  }
  const { modified, name, ended } = JSON.parse(cursor) as Cursor; // as `pull` wrote it
  const kept = { modified, name };
  return ended ? { modified: earlier(modified), name: "", kept } : { modified, name, kept };
}

/** Frappe writes `2026-11-21 08:10:04.819123` in the site's own time zone: moved as if it were UTC, which keeps the distance. */
function earlier(modified: string): string {
  const at = Date.parse(`${modified.replace(" ", "T").slice(0, 23)}Z`);
  return Number.isNaN(at)
    ? modified
    : new Date(at - overlapMs).toISOString().replace("T", " ").replace("Z", "000");
}
