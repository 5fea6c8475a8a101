import Type, { type Static } from "typebox";
import { listCustomers } from "#modules/customers";
import type { Context } from "#platform/access";
import { defineAction, type Ending, notThere, taken } from "#platform/action";
import { noteChanges } from "#platform/audit";
import type { Tx } from "#platform/db";
import { alreadyExists, forbidden, invalidInput, type Problem } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { countAssignments, insertAssignments, listAssigned } from "../customer-assignment.queries.ts";
import { customerAssignment } from "../customer-assignment.resource.ts";
import { limitReached } from "../errors.ts";
import { customerAssigned } from "../events.ts";
import type { HeldRole } from "../held-role.ts";
import { lockMembers } from "../member.queries.ts";
import { mayGiveForGood, mayGiveWhatStays } from "../policy.ts";
import { forgetRemembered } from "../queries.ts";
import { rolesNamed } from "../role.queries.ts";

/** Every request of a member carries what they are assigned, into every policy. */
const mostPerMember = 1_000;

const uuid = (description: string) =>
  Type.String({ format: "uuid", description, examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"] });

const AssignCustomer = Type.Object(
  { member_id: uuid("Who is to look after the customer."), customer_id: uuid("The customer.") },
  { additionalProperties: false },
);

type Wish = Static<typeof AssignCustomer>;

/**
 * Assign a customer to a member: if their role sees assigned customers only, they see this one within a second. In sets,
 * because a district is handed over with hundreds of customers.
 */
export const assignCustomer = defineAction({
  name: "customer_assignments.create",
  title: "Assign a customer to a member",
  door: "POST /v1/customer_assignments",
  permission: "members:write",
  describe: `Assign a customer to a member. Members whose role has the scope \`assigned\` see it, and what belongs to it, within a second. You must hold all that the member's role allows; at most ${mostPerMember} customers per member.`,
  input: AssignCustomer,
  output: customerAssignment,
  fails: [alreadyExists, limitReached],
  policy: mayGiveWhatStays,
  batch: true,
  async many(contexts, tx, given) {
    const wishes = given.map(normalized);
    const verdict = await judgeOf(tx, wishes);
    const rows: (Wish & { id: string })[] = [];
    const endings = wishes.map((wish, i): Ending => {
      const context = contexts[i] ?? tx.context;
      const refused = verdict(context, wish);
      if (refused !== undefined) return { refused };
      const { member_id, customer_id } = wish;
      const id = uuidv7();
      rows.push({ id, member_id, customer_id });
      noteChanges(tx, id, { member_id: { after: member_id }, customer_id: { after: customer_id } });
      customerAssigned.emit(tx, context, { id, version: 1 }, { member_id, customer_id });
      return id;
    });
    if (rows.length === 0) return endings;
    await insertAssignments(tx, rows);
    forgetRemembered(tx, [...new Set(rows.map(({ member_id }) => member_id))]);
    return endings;
  },
});

/** Ids as the database writes them, so that they can be compared as text. */
function normalized({ member_id, customer_id }: Wish): Wish {
  return { member_id: member_id.toLowerCase(), customer_id: customer_id.toLowerCase() };
}

type Judge = (context: Context, wish: Wish) => Problem | undefined;

/** Why a wish is refused, if it is. A wish that is granted counts for those that come after it. */
async function judgeOf(tx: Tx, wishes: Wish[]): Promise<Judge> {
  const memberIds = [...new Set(wishes.map(({ member_id }) => member_id))];
  const customerIds = [...new Set(wishes.map(({ customer_id }) => customer_id))];
  // locked: those who assign to one member take turns, so that none slips through the limit or past the end
  const members = new Map((await lockMembers(tx, memberIds)).map((member) => [member.id, member]));
  const customers = new Set((await listCustomers(tx, customerIds)).map(({ id }) => id));
  const roleNamed = await rolesNamed(tx, [...new Set([...members.values()].map(({ role }) => role))]);
  const counts = await countAssignments(tx, memberIds);
  const pairs = new Set((await listAssigned(tx, memberIds, customerIds)).map(pairOf));

  return (context, wish) => {
    const member = members.get(wish.member_id);
    if (member === undefined) return notThere("/member_id");
    const denied = denial(context, roleNamed(member.role));
    if (denied !== undefined) return denied;
    if (member.ended_at !== null) return hasLeft();
    if (!customers.has(wish.customer_id)) return notThere("/customer_id");
    if (pairs.has(pairOf(wish)))
      return taken("customer_id", "The customer is assigned to this member already.");
    const count = counts.get(member.id) ?? 0;
    if (count >= mostPerMember)
      return limitReached(
        `${mostPerMember} customers are assigned to this member. A role with the scope "all" sees every customer.`,
      );
    counts.set(member.id, count + 1);
    pairs.add(pairOf(wish));
    return undefined;
  };
}

const pairOf = ({ member_id, customer_id }: Wish) => `${member_id} ${customer_id}`;

function denial(context: Context, role: HeldRole): Problem | undefined {
  const sentence = mayGiveForGood(context, role);
  return sentence.allowed ? undefined : forbidden(sentence.because, { denial: sentence.denial });
}

function hasLeft(): Problem {
  const detail = "The member has left, and looks after nobody.";
  return invalidInput(detail, { errors: [{ pointer: "/member_id", code: "left", detail }] });
}
