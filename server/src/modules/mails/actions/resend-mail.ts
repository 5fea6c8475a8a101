import Type from "typebox";
import { listContacts } from "#modules/customers";
import { checkVersion, defineAction } from "#platform/action";
import { type Changes, noteChanges, personal } from "#platform/audit";
import type { Tx } from "#platform/db";
import { invalidInput, invalidState, notFound } from "#platform/errors";
import { nobodyToWriteTo } from "../errors.ts";
import { forgetWords, lockMail, orderOfMail } from "../queries.ts";
import { mail } from "../resource.ts";
import { type Composed, composeConfirmation } from "./compose-confirmation.ts";
import { settleMails } from "./raise-incidents.ts";
import { writeConfirmation } from "./write-confirmation.ts";

/** Send a mail again: it came back, nobody found it, or there was nobody to write to when it was due. */
export const resendMail = defineAction({
  name: "mails.resend",
  title: "Send a mail again",
  door: "POST /v1/mails/{id}/resend",
  permission: "mails:send",
  allows: "Send mails to customers again.",
  describe:
    "Send a mail again, with the order as it is now: to the contact that you name, else to whoever it would go to by itself. The answer is the new mail, which names the first one in `resend_of`.",
  status: 201,
  input: Type.Object(
    {
      contact_id: Type.Optional(
        Type.String({
          format: "uuid",
          description: "The contact of the customer who is to get it.",
          examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
        }),
      ),
    },
    { additionalProperties: false },
  ),
  output: mail,
  subject: "mail",
  wholeOrganization: true,
  fails: [invalidState, nobodyToWriteTo],
  async prepare(context, { id, contact_id }, services) {
    const [about] = await services.read<{ orderId: string }>(
      context,
      orderOfMail(context.organizationId, id),
    );
    return about && (await composeConfirmation(context, services, about.orderId, contact_id));
  },
  async run(context, tx, { id, ifMatch, contact_id = "" }, composed) {
    const found = await lockMail(tx, id);
    if (found === undefined) throw notFound("There is no mail with this id.");
    checkVersion(found.version, ifMatch);
    if (found.status === "queued") throw invalidState("The mail waits to leave: it is on its way already.");
    if (composed === undefined) throw invalidState("The order is not confirmed any more.");
    if (composed.stranger) throw await notTheirContact(tx, contact_id);
    if (composed.written === undefined)
      throw nobodyToWriteTo("There is no contact with an e-mail address to send it to.");

    await forgetWords(tx, id);
    const first = found.resendOf ?? id;
    const again = await writeConfirmation(context, tx, found.orderId, composed, first);
    if (again === undefined) throw new Error("a mail that is sent again was there already");
    noteChanges(tx, again, madeOf(composed));
    await settleMails(tx, found.orderId);
    return again;
  },
});

async function notTheirContact(tx: Tx, contactId: string): Promise<Error> {
  const [known] = await listContacts(tx, [contactId]);
  const [code, detail] =
    known === undefined
      ? ["not_found", "There is no contact with this id."]
      : ["not_applicable", "The contact is another customer's."];
  const errors = [{ pointer: "/contact_id", code, detail }];
  return invalidInput('One field is not as it should be; see "errors".', { errors });
}

/** The path names the first mail: what the new one has is filled in as it is answered. */
function madeOf({ written }: Composed): Changes {
  return {
    ...{ kind: {}, status: {}, subject_type: {}, subject_id: {}, customer_id: {}, locale: {}, resend_of: {} },
    ...(written?.reader.contactId ? { contact_id: {} } : {}),
    recipient: personal(null, null),
  };
}
