import Type from "typebox";
import { sessionReuseMail } from "#modules/notifications";
import { listMemberships, type Membership } from "#modules/organizations";
import { actFor, definePublicAction, refuse } from "#platform/action";
import { type PersonTx, sql, type Tx } from "#platform/db";
import { sendMail } from "#platform/mail";
import { type Account, findAccountById } from "../account.queries.ts";
import { sessionEnded } from "../errors.ts";
import { sessionReused } from "../events.ts";
import { present, type RefreshFamily, sessionOfRefreshToken } from "../refresh-token.ts";
import { endSessions, findSessionOwner, lockRefreshState, type RefreshState } from "../session.queries.ts";
import { idleMs, SignedIn } from "../session.ts";
import { signedIn } from "./start-session.ts";

/**
 * A new access token. The refresh token is good once; who shows a spent one holds a copy, and the session ends for
 * both. Two tabs, or a reply that was lost, get the same successor within half a minute.
 */
export const refreshSession = definePublicAction({
  name: "auth.refresh",
  title: "Refresh a session",
  door: "POST /v1/auth/refresh",
  because: "the refresh token is the proof",
  describe:
    "A new access token and the next refresh token. A refresh token is good once: a spent one ends the session, but for 30 seconds after its first use, when it answers the same successor.",
  input: Type.Object(
    {
      refresh_token: Type.String({
        minLength: 1,
        maxLength: 300,
        description: "The newest one.",
        examples: ["plr_AZnzwn0eejCbXz8cLU5aYA…"],
      }),
    },
    { additionalProperties: false },
  ),
  output: SignedIn,
  status: 200,
  subject: "session",
  trail: "refusals",
  fails: [sessionEnded],
  async prepare(_context, { refresh_token }, services) {
    const sessionId = sessionOfRefreshToken(refresh_token, services.keyRing);
    const userId = sessionId && (await findSessionOwner(services.lookUp, sessionId));
    if (!sessionId || !userId) return undefined;
    const [account, memberships] = await Promise.all([
      findAccountById(services.lookUp, userId, null),
      listMemberships(services.lookUp, userId),
    ]);
    return account && { sessionId, account, memberships, services };
  },
  async run(context, tx, { refresh_token }, known) {
    if (known === undefined) return refuse(ended());
    const { sessionId, account, services } = known;
    tx.become(account.id);
    const state = await lockRefreshState(tx, account.id, sessionId);
    if (state === undefined || isOver(state)) return refuse(ended());

    const presented = present(familyOf(sessionId, state), refresh_token, state.now, services.keyRing);
    if (presented.kind === "unknown") return refuse(ended());
    if (presented.kind === "reuse") {
      await endSessions(tx, account.id, { only: sessionId }, "reuse");
      const recipient = { to: account.email, ...account, publicUrl: services.publicUrl };
      sendMail(tx, services.keyRing, sessionReuseMail(recipient, { at: context.now }));
      await tellOrganization(tx, known.memberships, { ...state, id: sessionId, user_id: account.id });
      return refuse(
        sessionEnded("A refresh token came that was spent: the session was ended. Log in again."),
      );
    }
    if (presented.kind === "rotate") keep(tx, account, presented.next);
    const organization = known.memberships.find((one) => one.organization_id === state.organization_id);
    const answer = await signedIn(services, {
      ...known,
      organization: organization?.organization_id,
      refreshToken: presented.successor,
    });
    return { answer, id: sessionId };
  },
});

type Replayed = { id: string; user_id: string; organization_id: string | null; refresh_generation: number };

/** Whom the session acted for learns that somebody has a copy of its tokens; the others have nothing to do with it. */
async function tellOrganization(
  tx: PersonTx,
  memberships: Membership[],
  { id, user_id, organization_id, refresh_generation }: Replayed,
): Promise<void> {
  if (!memberships.some((one) => one.organization_id === organization_id) || organization_id === null) return;
  const subject = { type: "session", id, version: refresh_generation + 1 };
  const work = async (inside: Tx) => sessionReused.emit(inside, inside.context, subject, { user_id });
  await actFor(tx, organization_id, work, () => [{ action: "auth.refresh", subject }]);
}

const ended = () => sessionEnded("The session has ended, or this was never one of its tokens. Log in again.");

function isOver({ ended_at, expires_at, last_seen_at, now }: RefreshState): boolean {
  return ended_at !== null || expires_at <= now || last_seen_at.getTime() + idleMs <= now.getTime();
}

function familyOf(sessionId: string, state: RefreshState): RefreshFamily | undefined {
  if (state.refresh_hash === null) return undefined;
  return {
    sessionId,
    generation: state.refresh_generation,
    currentHash: state.refresh_hash,
    parentHash: state.refresh_parent_hash,
    rotatedAt: state.refreshed_at,
  };
}

function keep(tx: PersonTx, { id }: Account, next: RefreshFamily): void {
  tx.later(sql`
    update sessions
       set refresh_hash = ${next.currentHash}, refresh_parent_hash = ${next.parentHash}, refresh_generation = ${next.generation},
           refreshed_at = ${next.rotatedAt?.toISOString() ?? null}, last_seen_at = plinth.now()
     where user_id = ${id} and id = ${next.sessionId}`);
}
