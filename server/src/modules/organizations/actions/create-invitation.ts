import Type, { type Static } from "typebox";
import { authorize, type Context } from "#platform/access";
import { type Action, defineAction, taken } from "#platform/action";
import type { Tx } from "#platform/db";
import { comparableEmail, Email } from "#platform/email";
import { alreadyExists } from "#platform/errors";
import { text } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { limitReached } from "../errors.ts";
import { invitationCreated } from "../events.ts";
import { insertInvitation, isInvited, lockStanding } from "../invitation.queries.ts";
import { invitation } from "../invitation.resource.ts";
import { findBelonging } from "../member.queries.ts";
import { mayGiveForGood, mayGiveWhatStays } from "../policy.ts";
import { roleToGive } from "../role.queries.ts";
import { RoleName } from "../role.ts";
import { type MailMeans, newLink, requireMailsLeft, requireRoom, sendInvitation } from "./send-invitation.ts";

const CreateInvitation = Type.Object(
  {
    email: Email,
    role: RoleName("What they will be."),
  },
  { additionalProperties: false },
);

const words = {
  name: "invitations.create",
  title: "Invite somebody",
  door: "POST /v1/invitations",
  permission: "invitations:write",
  stepUp: true,
  allows: "Ask people to join, send the mail again, and take invitations back.",
  describe:
    "Ask somebody to join. A mail with a link goes to the address; it is good for 7 days, and only for the owner of that address. Nobody gives a role that holds more than they do.",
  input: CreateInvitation,
  output: invitation,
  fails: [alreadyExists, limitReached],
  policy: mayGiveWhatStays,
} as const;

/** Ask somebody to join. The link is in the mail to them, and nowhere else. */
export const createInvitation = defineAction({
  ...words,
  fails: [...words.fails],
  prepare: async (_context, _input, { keyRing, publicUrl }) => ({ keyRing, publicUrl }),
  async run(context, tx, input, means) {
    return (await invite(context, tx, input, means)).id;
  },
});

/**
 * The same by the operator, who may have no mail yet: the only one who sees a link outside of the mail. It is served
 * at no door.
 */
export const inviteAsOperator: Action = defineAction({
  ...words,
  fails: [...words.fails],
  dryRun: false,
  shows: {
    link: text({
      describe: "Where to accept.",
      example: "http://localhost:3000/account/invitation?token=pli_…",
    }),
  },
  prepare: async (_context, _input, { keyRing, publicUrl }) => ({ keyRing, publicUrl }),
  async run(context, tx, input, means) {
    const { id, token } = await invite(context, tx, input, means);
    const link = new URL("/account/invitation", means.publicUrl);
    link.searchParams.set("token", token);
    return { id, answer: { link: link.href } };
  },
});

async function invite(
  context: Context,
  tx: Tx,
  { email, role }: Static<typeof CreateInvitation>,
  means: MailMeans,
): Promise<{ id: string; token: string }> {
  authorize(mayGiveForGood(context, await roleToGive(tx, role, "member")));
  const to = comparableEmail(email);
  const standing = await lockStanding(tx, to);
  const belonging = await findBelonging(tx, to);
  if (belonging !== undefined) throw taken("email", `A ${belonging} has this address already.`);
  if (await isInvited(tx, to))
    throw taken("email", "This address is invited already: send that invitation again, or revoke it first.");
  requireRoom(standing);
  requireMailsLeft(standing);

  const id = uuidv7();
  const { token, hash, expiresAt } = newLink(context);
  const { responsibleUserId } = context;
  const sessionId = context.person?.sessionId ?? null;
  await insertInvitation(tx, { id, email: to, role, hash, responsibleUserId, sessionId, expiresAt });
  sendInvitation(context, tx, means, { to, organization: standing.name, role, token });
  invitationCreated.emit(tx, context, { id, version: 1 }, { role });
  return { id, token };
}
