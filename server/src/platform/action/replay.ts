/** The stored answer of a request that comes again. */
import type { Tx } from "#platform/db";
import { notFound } from "#platform/errors";
import { type Kept, viewOf } from "#platform/idempotency";
import { etagOf } from "#platform/resource";
import type { Outcome } from "./call.ts";
import { type Action, resourceOf } from "./define-action.ts";
import { type Means, type OrganizationCall, sealing } from "./run-calls.ts";

/**
 * Word for word, as long as the caller sees what it saw then. With other rights the objects are read again: a
 * kept answer must not show what was taken from the caller since.
 */
export async function replay(
  { services, reads }: Means,
  action: Action,
  tx: Tx,
  call: OrganizationCall,
  kept: Kept,
): Promise<Outcome> {
  const { status, location, etag } = kept;
  const resource = resourceOf(action);
  if (kept.view === viewOf(call.context) || resource === undefined || kept.subjects.length === 0) {
    const body = kept.sealed && kept.body !== null ? services.keyRing.open(sealing, kept.body) : kept.body;
    return { answer: { status, body, location, etag, replayed: true } };
  }
  const rows = await reads.getMany(tx, call.context, resource, kept.subjects);
  const objects = kept.subjects.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  const [object] = objects;
  if (object === undefined)
    return { refused: notFound("What this request made is no longer among what you may see.") };
  if (call.batch) {
    const body = `{"data":[${objects.map((one) => one.body).join(",")}]}`;
    return { answer: { status, body, location, etag: null, replayed: true } };
  }
  return { answer: { status, body: object.body, location, etag: etagOf(object), replayed: true } };
}
