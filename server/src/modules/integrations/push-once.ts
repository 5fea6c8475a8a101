/** How a push does its work once, for connectors: look, compare, then make or change. */
import {
  type Base,
  ErpFailure,
  type Fields,
  type Pushed,
  type Side,
  type TheirObject,
  type Wish,
} from "./contract.ts";
import { changedSince, differing, marksOf } from "./marks.ts";

/**
 * What a connector can do to one object. `again` says that the answer settles nothing: the unique field is taken, somebody
 * changed the object since it was found, or an error came after which it may be done or not. It is looked up anew.
 */
export type Hands = {
  /** By its id where that is known, else by the unique field. Undefined when it is not there. */
  find(): Promise<TheirObject | undefined>;
  create(fields: Fields): Promise<TheirObject | "again">;
  /** Writes these fields of all that are wanted. */
  update(there: TheirObject, names: string[], fields: Fields): Promise<TheirObject | "again">;
};

const mostRounds = 4;

/** @throws ErpFailure, also when nothing settles it. */
export async function pushOnce(wish: Wish, hands: Hands): Promise<Pushed> {
  for (let round = 0; round < mostRounds; round++) {
    const there = await hands.find();
    const pushed = there === undefined ? await made(wish, hands) : await brought(wish, there, hands);
    if (pushed !== undefined) return pushed;
  }
  throw new ErpFailure("erp_unsettled", `The ERP neither did it nor refused it in ${mostRounds} tries.`);
}

/** Carries out a person's choice. */
export async function resolveOnce(take: Side, wish: Wish, hands: Hands): Promise<Pushed> {
  if (take === "ours") return await pushOnce(wish, hands);
  const there = await hands.find();
  return there === undefined
    ? { outcome: "absent" }
    : { outcome: "unchanged", theirs: there, base: baseOf(wish.fields, there) };
}

async function made(wish: Wish, hands: Hands): Promise<Pushed | undefined> {
  if (!wish.make) return { outcome: "absent" };
  // it was there, so somebody removed it: that is a change as any other
  if (wish.externalId !== undefined && wish.decided?.version !== null)
    return { outcome: "conflict", theirs: undefined, oursChanged: oursChanged(wish), theirsChanged: [] };
  const theirs = await hands.create(wish.fields);
  if (theirs === "again") return undefined;
  return { outcome: "created", theirs, base: baseOf(wish.fields, theirs) };
}

async function brought(wish: Wish, there: TheirObject, hands: Hands): Promise<Pushed | undefined> {
  const { fields } = wish;
  const differ = differing(fields, there.fields);
  if (differ.length === 0) return { outcome: "unchanged", theirs: there, base: baseOf(fields, there) };

  const decided = wish.decided !== undefined && wish.decided.version === there.version;
  const wanted = decided ? differ : wantedOf(wish, there, differ);
  if (!Array.isArray(wanted)) return { outcome: "conflict", theirs: there, ...wanted };
  // they changed something, and we did not: their number and status are taken in, the base stays as it was
  if (wanted.length === 0) return { outcome: "unchanged", theirs: there };
  const theirs = await hands.update(there, wanted, fields);
  if (theirs === "again") return undefined;
  return { outcome: "updated", theirs, base: baseOf(fields, theirs) };
}

/** Which fields are to be written, or which ones each side changed where both did. */
function wantedOf(
  { fields, base }: Wish,
  there: TheirObject,
  differ: string[],
): string[] | { oursChanged: string[]; theirsChanged: string[] } {
  // made by a call whose answer never came: ours as long as nobody else had it in hand
  if (base === undefined) return there.untouched ? differ : { oursChanged: differ, theirsChanged: differ };
  const ours = changedSince(base.ours, fields).filter((name) => differ.includes(name));
  const theirs = changedSince(base.theirs, there.fields).filter(
    (name) => differ.includes(name) && name in base.theirs, // what is mapped since then was never in step
  );
  return ours.length > 0 && theirs.length > 0 ? { oursChanged: ours, theirsChanged: theirs } : ours;
}

function oursChanged({ fields, base }: Wish): string[] {
  return base === undefined ? Object.keys(fields) : changedSince(base.ours, fields);
}

function baseOf(fields: Fields, { fields: theirs }: TheirObject): Base {
  return { ours: marksOf(fields), theirs: marksOf(theirs) };
}
