import { checkVersion, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { invalidState, notFound } from "#platform/errors";
import { webhookEndpoint } from "../endpoint.resource.ts";
import { endpointReplayed } from "../events.ts";
import { ReplayEndpoint } from "../input.ts";
import { openDeliveries } from "../jobs.ts";
import { mistakes } from "../policy.ts";
import { firstSince, lockPlace, type Place, rewind } from "../progress.queries.ts";
import { lockEndpoint, writeReplayed } from "../queries.ts";

/** Deliver again what was delivered or given up: under the numbers and ids that it had, in order, before what is new. */
export const replayWebhookEndpoint = defineAction({
  name: "webhook_endpoints.replay",
  door: "POST /v1/webhook_endpoints/{id}/replay",
  permission: "webhooks:write",
  describe:
    "Deliver a range of numbers again, or all that happened since a moment: in order, under the numbers and `webhook-id`s that they had, and before what is new. One replay at a time.",
  input: ReplayEndpoint,
  output: webhookEndpoint,
  status: 202,
  wholeOrganization: true,
  leaves: { replayed_at: "2026-11-21T08:10:04.819123Z" },
  fails: [invalidState],
  async run(context, tx, { id, ifMatch, ...wish }) {
    const found = await lockEndpoint(tx, id);
    if (found === undefined) throw notFound("There is no webhook endpoint with this id.");
    checkVersion(found.version, ifMatch);
    const place = await lockPlace(tx, id);
    if (place === undefined) throw notFound("There is no webhook endpoint with this id.");
    if (place.replayUpTo > place.openedUpTo)
      throw invalidState(
        `A replay is under way up to number ${place.replayUpTo}: it has come to ${place.openedUpTo}.`,
      );
    const since = wish.since === undefined ? undefined : await firstSince(tx, id, wish.since);
    const range = rangeOf(wish, since, place);

    await rewind(tx, id, range);
    await writeReplayed(tx, id);
    openDeliveries.enqueue(tx, { endpoint_id: id });
    noteChanges(tx, id, { replayed_at: { before: found.replayedAt } });
    endpointReplayed.emit(tx, context, { id, version: found.version + 1 }, range);
    return id;
  },
});

type Wish = { from?: number; to?: number; since?: string };

/** What has come out of the line already: what still waits comes by itself. @throws 422 */
function rangeOf(wish: Wish, first: number | undefined, { openedUpTo }: Place): { from: number; to: number } {
  if (
    (wish.since === undefined) === (wish.from === undefined) ||
    (wish.since !== undefined && wish.to !== undefined)
  )
    throw mistake("/from", 'give "from", with or without "to", or "since"');
  const from = wish.from ?? first ?? openedUpTo + 1;
  const to = Math.min(wish.to ?? openedUpTo, openedUpTo);
  if (wish.to !== undefined && wish.to < from) throw mistake("/to", 'must not be before "from"');
  if (from <= to) return { from, to };
  throw mistake(wish.since === undefined ? "/from" : "/since", "nothing was delivered from there on");
}

const mistake = (pointer: string, detail: string) => mistakes([{ pointer, code: "range", detail }]);
