/** What is done later for endpoints: delivering, opening what waits, giving up on who is dead, forgetting who is gone. */
import Type from "typebox";
import { addJobs, defineJob, doAgain } from "#platform/jobs";
import { fewOpen, openNext } from "./actions/open-deliveries.ts";
import { stopEndpoint as stop } from "./actions/stop-endpoint.ts";
import { type Attempt, type Due, NotTaken, send } from "./attempt.ts";
import {
  dueDelivery,
  type Failing,
  findBehind,
  forgetDeliveriesOf,
  writeDelivered,
  writeFailed,
} from "./delivery.queries.ts";
import { isDead } from "./endpoint.ts";
import { type Any, countOpen, type Opened } from "./progress.queries.ts";

const id = Type.String({ format: "uuid" });
const only = { additionalProperties: false };

/** Sends one event to one endpoint, until it is taken or three days have passed. */
export const deliver = defineJob({
  name: "webhook.deliver",
  describe: "Tells one endpoint of one event.",
  input: Type.Object({ delivery_id: id }, only),
  queue: "webhooks",
  // about three days: seconds at first, hours in the end
  retry: { attempts: 29, firstMs: 5_000, mostMs: 6 * 3_600_000 },
  subject: ({ delivery_id }) => ({ type: "delivery", id: delivery_id }),
  async prepare(context, { delivery_id }, services): Promise<{ due: Due; attempt: Attempt } | undefined> {
    const [due] = await services.read<Due>(context, dueDelivery(context.organizationId, delivery_id));
    return due && { due, attempt: await send(due, services) };
  },
  async run(context, tx, _input, sent) {
    if (sent === undefined) return; // its endpoint is gone, or it was delivered before
    await writeDelivered(tx, sent.due, sent.attempt);
    await openMoreBehind(tx, context.organizationId, sent.due.endpointId);
  },
  async failed(tx, { delivery_id }, ended) {
    if (!ended.counted) return;
    const { organizationId, error } = ended;
    const attempt = error instanceof NotTaken ? error.attempt : undefined;
    const failing = await writeFailed(tx, organizationId, delivery_id, attempt, ended);
    if (failing === undefined) return;
    const because =
      error instanceof NotTaken && error.saysGone
        ? "gone"
        : isDead(failing, ended.at)
          ? "failing"
          : undefined;
    if (because !== undefined) await addJobs(tx, [stoppingJob(organizationId, failing, because)]);
    if (ended.gone) await openMoreBehind(tx, organizationId, failing.endpointId);
  },
});

export const openDeliveries = defineJob({
  name: "webhook.open-deliveries",
  describe: "Takes up the next deliveries of an endpoint that wait for the ones before them.",
  input: Type.Object({ endpoint_id: id }, only),
  subject: ({ endpoint_id }) => ({ type: "webhook_endpoint", id: endpoint_id }),
  async run({ organizationId }, tx, { endpoint_id }) {
    const opened = await openNext(tx, organizationId, endpoint_id);
    await addJobs(
      tx,
      opened.map((one) => deliveringJob(organizationId, endpoint_id, one)),
    );
  },
});

const why = Type.Union([Type.Literal("failing"), Type.Literal("gone")]);

export const stopEndpoint = defineJob({
  name: "webhook.stop-endpoint",
  describe: "Pauses an endpoint that has failed for too long, or disables one that said that it is gone.",
  input: Type.Object({ endpoint_id: id, because: why }, only),
  subject: ({ endpoint_id }) => ({ type: "webhook_endpoint", id: endpoint_id }),
  run: (context, tx, { endpoint_id, because }) => stop(context, tx, endpoint_id, because),
});

const mostForgotten = 2_000;

export const forget = defineJob({
  name: "webhook.forget-deliveries",
  describe: "Removes the deliveries of an endpoint that is gone, some at a time.",
  // without an endpoint it is from a version that forgot by age here: that is `deliveriesKept` now
  input: Type.Object({ endpoint_id: Type.Optional(id) }, only),
  async run(_context, tx, { endpoint_id }) {
    if (endpoint_id === undefined) return;
    const gone = await forgetDeliveriesOf(tx, endpoint_id, mostForgotten);
    if (gone === mostForgotten) await doAgain(tx, { endpoint_id });
  },
});

/** The job of a delivery: once for each time that it is asked for, in order with the others about the same object. */
export function deliveringJob(
  organizationId: string,
  endpointId: string,
  { id, subjectId, replays }: Omit<Opened, "number">,
) {
  const once = { unique: `${id} ${replays}`, serial: `${endpointId} ${subjectId}`, destination: endpointId };
  return { organization_id: organizationId, ...deliver.row({ delivery_id: id }, once) };
}

/** When few are left under way and others wait, a job opens the next ones: one for each place that they have come to. */
async function openMoreBehind(tx: Any, organizationId: string, endpointId: string): Promise<void> {
  const behind = await findBehind(tx, organizationId, endpointId);
  if (behind === undefined) return;
  if ((await countOpen(tx, organizationId, endpointId, behind, fewOpen + 1)) > fewOpen) return;
  const unique = `${endpointId} ${behind.version} ${behind.openedUpTo}`;
  await addJobs(tx, [
    { organization_id: organizationId, ...openDeliveries.row({ endpoint_id: endpointId }, { unique }) },
  ]);
}

/** Once for each version of the endpoint: every failure asks for it until it is done. */
function stoppingJob(organizationId: string, { endpointId, version }: Failing, because: "failing" | "gone") {
  const unique = `${endpointId} ${version} ${because}`;
  return {
    organization_id: organizationId,
    ...stopEndpoint.row({ endpoint_id: endpointId, because }, { unique }),
  };
}
