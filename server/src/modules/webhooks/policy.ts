/** What an endpoint may be, in sentences. */

import { isMember } from "#modules/organizations";
import type { Services } from "#platform/action";
import type { Tx } from "#platform/db";
import { type FieldError, invalidInput, invalidState } from "#platform/errors";
import { eventKinds } from "#platform/events";
import { unknownPatterns } from "./endpoint.ts";
import { countEndpoints } from "./queries.ts";

/** Every event is read for each of them. */
const mostEndpoints = 100;

/** @throws 422 for an address that would never be called */
export function checkUrl({ outbound }: Pick<Services, "outbound">, url: string): void {
  const because = outbound.objection(url);
  if (because !== undefined) throw mistakes([{ pointer: "/url", code: "format", detail: because }]);
}

/** @throws 422 for a pattern that no event fits */
export function checkEvents(patterns: readonly string[]): void {
  const types = eventKinds().map(({ type }) => type);
  const errors = unknownPatterns(patterns, types).map((place) => ({
    pointer: `/events/${place}`,
    code: "enum",
    detail: `There is no event of the type "${patterns[place]}"; the reference lists them.`,
  }));
  if (errors.length > 0) throw mistakes(errors);
}

/** Whoever is told must be here to hear it. @throws 422 */
export async function checkOwner(tx: Tx, userId: string | null): Promise<void> {
  if (userId !== null && !(await isMember(tx, userId)))
    throw mistakes([{ pointer: "/owner_user_id", code: "not_found", detail: "There is no such member." }]);
}

/** @throws 409 where there are too many */
export async function checkRoom(tx: Tx): Promise<void> {
  if ((await countEndpoints(tx)) >= mostEndpoints)
    throw invalidState(
      `There are ${mostEndpoints} endpoints already, and no room for more: remove one first.`,
    );
}

export function mistakes(errors: FieldError[]): Error {
  return invalidInput('Not every field is as it should be; see "errors".', { errors });
}
