/** The confirmation of an order, ready to be written down: who reads it, and what it says, sealed. Nothing is held. */
import { customerToWriteTo, type WrittenTo } from "#modules/customers";
import { brandColor, mailSenderOf, orderConfirmationMail, presentable } from "#modules/notifications";
import { type ConfirmedOrder, orderToConfirm } from "#modules/orders";
import { buyerToWriteTo, locale, nameOfOrganization, numberFormat, timeZone } from "#modules/organizations";
import type { Context } from "#platform/access";
import { whoDid } from "#platform/audit";
import type { Database } from "#platform/db";
import { sealMail } from "#platform/mail";
import type { KeyRing } from "#platform/secrets";
import { chooseReader, type Reader } from "../mail.ts";

export type Composed = {
  number: string;
  customerId: string;
  locale: string;
  /** Whoever was named is nobody of the customer's. */
  stranger: boolean;
  /** Undefined: there is nobody to write to. */
  written: { reader: Reader; payload: string } | undefined;
};

type Means = { read: Database["read"]; keyRing: KeyRing };

/**
 * @param contactId the contact who is to read it; absent: whoever would by itself
 * @returns undefined where there is nothing to confirm: the order is not, or no more
 */
export async function composeConfirmation(
  context: Context,
  { read, keyRing }: Means,
  orderId: string,
  contactId?: string,
): Promise<Composed | undefined> {
  const { organizationId } = context;
  const [order] = await read<ConfirmedOrder>(context, orderToConfirm(organizationId, orderId));
  if (order === undefined || order.status === "placed" || order.status === "cancelled") return undefined;
  const [[customer], [organization], buyer] = await Promise.all([
    read<WrittenTo>(context, customerToWriteTo(organizationId, order.customerId)),
    read<{ name: string }>(context, nameOfOrganization(organizationId)),
    findBuyer(read, context, orderId),
  ]);
  if (customer === undefined || organization === undefined) return undefined;
  const reader = chooseReader(customer.contacts, { buyer, contactId });
  const language = locale.of(context);
  const mail = reader && confirmationTo(reader, context, order, customer, organization.name);
  return {
    number: order.number,
    customerId: order.customerId,
    locale: language,
    stranger: contactId !== undefined && !customer.contacts.some(({ id }) => id === contactId.toLowerCase()),
    written: reader && mail && { reader, payload: sealMail(keyRing, mail) },
  };
}

/** The buyer who placed it; undefined when it was somebody else, or they buy here no more. */
async function findBuyer(
  read: Database["read"],
  context: Context,
  orderId: string,
): Promise<Reader | undefined> {
  const { organizationId } = context;
  const [placed] = await read<{ actor: string }>(context, whoDid(organizationId, orderId, "orders.place"));
  const userId = /^buyer:(.+)$/.exec(placed?.actor ?? "")?.[1];
  if (userId === undefined) return undefined;
  const [buyer] = await read<Reader>(context, buyerToWriteTo(organizationId, userId));
  return buyer;
}

function confirmationTo(
  reader: Reader,
  context: Context,
  order: ConfirmedOrder,
  customer: WrittenTo,
  organization: string,
) {
  const { name, replyTo } = mailSenderOf(context);
  const only = (kind: "shipping" | "billing") => {
    const places = customer.addresses.filter((one) => one.kind === kind);
    // of several nobody has said which
    return places.length === 1 ? (places[0] ?? null) : null;
  };
  return orderConfirmationMail(
    {
      to: reader.email,
      name: reader.name,
      locale: locale.of(context),
      numberFormat: numberFormat.chosenBy(context),
      timeZone: timeZone.of(context),
      organization,
      sender: { name: name ?? presentable(organization), replyTo },
      color: brandColor.of(context),
    },
    {
      ...order,
      customer: customer.name,
      payment:
        order.paymentMethod === "on_account"
          ? { method: "on_account", termsDays: customer.paymentTermsDays }
          : order.paymentMethod && { method: order.paymentMethod },
      shipping: only("shipping"),
      billing: only("billing"),
    },
  );
}
