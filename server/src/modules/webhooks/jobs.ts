/** What is done later for endpoints: delivering, opening what waits, giving up on who is dead, forgetting who is gone. */
import Type from "typebox";
import type { SystemTx } from "#platform/db";
import { addJobs, defineJob, doAgain } from "#platform/jobs";
import { fewOpen, type OpenedOf, openNext } from "./actions/open-deliveries.ts";
import { stopEndpoint as stop } from "./actions/stop-endpoint.ts";
import { type Due, NotTaken, send } from "./attempt.ts";
import {
  type Delivered,
  type Failing,
  forgetDeliveriesOf,
  listBehind,
  listDue,
  writeDelivered,
  writeFailed,
} from "./delivery.queries.ts";
import { isDead } from "./endpoint.ts";
import type { EndpointKey } from "./progress.queries.ts";

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
  async gather(read, jobs, at): Promise<(Due | undefined)[]> {
    const wanted = jobs.map(({ organizationId, input }) => ({ organizationId, id: input.delivery_id }));
    const due = new Map((await listDue(read, wanted, at)).map((one) => [one.deliveryId, one]));
    return wanted.map(({ id }) => due.get(id));
  },
  async prepare(_context, _input, services, due): Promise<Delivered | undefined> {
    return due && { due, attempt: await send(due, services) };
  },
  async runAll(tx, done, at) {
    // where nothing was sent, its endpoint is gone, or it was delivered before
    const sent = done.flatMap(({ prepared }) => prepared ?? []);
    if (sent.length === 0) return;
    await writeDelivered(tx, sent, at);
    await openMoreBehind(
      tx,
      sent.map(({ due: { organizationId, endpointId: id } }) => ({ organizationId, id })),
    );
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
    if (ended.gone) await openMoreBehind(tx, [{ organizationId, id: failing.endpointId }]);
  },
});

export const openDeliveries = defineJob({
  name: "webhook.open-deliveries",
  describe: "Takes up the next deliveries of an endpoint that wait for the ones before them.",
  input: Type.Object({ endpoint_id: id }, only),
  subject: ({ endpoint_id }) => ({ type: "webhook_endpoint", id: endpoint_id }),
  async run({ organizationId }, tx, { endpoint_id }) {
    await addJobs(tx, deliveringJobs(await openNext(tx, [{ organizationId, id: endpoint_id }])));
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

/** The jobs of deliveries: each once for each time that it is asked for, in order with the others about the same object. */
export function deliveringJobs(opened: OpenedOf[]) {
  return opened.flatMap(({ organizationId, id: endpointId, opened: deliveries }) =>
    deliveries.map(({ id, subjectId, replays }) => ({
      organization_id: organizationId,
      ...deliver.row(
        { delivery_id: id },
        { unique: `${id} ${replays}`, serial: `${endpointId} ${subjectId}`, destination: endpointId },
      ),
    })),
  );
}

/** When few are left under way and others wait, a job opens the next ones: one for each place that they have come to. */
async function openMoreBehind(tx: SystemTx, endpoints: EndpointKey[]): Promise<void> {
  const distinct = [...new Map(endpoints.map((key) => [key.id, key])).values()];
  // in the order of their ids: two processes that ask for the same ones wait for each other in turn
  const behind = await listBehind(tx, distinct, fewOpen);
  await addJobs(
    tx,
    behind.map(({ organizationId, id, version, openedUpTo }) => ({
      organization_id: organizationId,
      ...openDeliveries.row({ endpoint_id: id }, { unique: `${id} ${version} ${openedUpTo}` }),
    })),
  );
}

/** Once for each version of the endpoint: every failure asks for it until it is done. */
function stoppingJob(organizationId: string, { endpointId, version }: Failing, because: "failing" | "gone") {
  const unique = `${endpointId} ${version} ${because}`;
  return {
    organization_id: organizationId,
    ...stopEndpoint.row({ endpoint_id: endpointId, because }, { unique }),
  };
}
