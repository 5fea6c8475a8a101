/** Writes down what whoever carries mails told of one. */
import Type from "typebox";
import { type ConfirmedOrder, orderToConfirm } from "#modules/orders";
import { defineJob } from "#platform/jobs";
import { raiseBounced, raiseRefused } from "./actions/raise-incidents.ts";
import { mailBounced, mailComplained, mailFailed, mailSent } from "./events.ts";
import { newsKinds } from "./mail.ts";
import { noteNews } from "./queries.ts";

const uuid = Type.String({ format: "uuid" });

export const noteMailNews = defineJob({
  name: "mail.note-news",
  describe: "Writes down what became of a mail: delivered, delayed, come back, called unwanted.",
  input: Type.Object(
    {
      mail_id: uuid,
      order_id: uuid,
      what: Type.Enum([...newsKinds]),
      at: Type.String({ format: "date-time" }),
      provider_id: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
    },
    { additionalProperties: false },
  ),
  queue: "mail",
  subject: ({ order_id }) => ({ type: "order", id: order_id }),
  whileSuspended: true,
  async run(context, tx, { mail_id, order_id, what, at, provider_id }) {
    const noted = await noteNews(tx, mail_id, { what, at, providerId: provider_id });
    if (noted === undefined) return;
    const { version, kind, sentBefore, knownBefore } = noted;
    const tell = (event: typeof mailSent) =>
      event.emit(tx, context, { id: mail_id, version }, { kind, order_id });
    if (!sentBefore) tell(mailSent);
    if (knownBefore) return;
    if (what === "complained") return tell(mailComplained);
    if (what !== "bounced" && what !== "failed") return;
    tell(what === "bounced" ? mailBounced : mailFailed);
    const [order] = await tx.query<ConfirmedOrder>(orderToConfirm(context.organizationId, order_id));
    const about = { mailId: mail_id, orderId: order_id, number: order?.number ?? "an order" };
    await (what === "bounced" ? raiseBounced : raiseRefused)(tx, about);
  },
});
