import Type from "typebox";
import { listMemberships } from "#modules/organizations";
import { definePersonalAction, notThere } from "#platform/action";
import { unauthenticated } from "#platform/errors";
import { accessTokenSeconds } from "#platform/tokens";
import { lockOwnSession, writeOrganization } from "../own-session.queries.ts";
import { SignedIn } from "../session.ts";
import { rotateCookie } from "./rotate-cookie.ts";
import { signedIn } from "./start-session.ts";

/**
 * For which of one's organizations one acts from now on. A program gets an access token that says so, a browser a
 * cookie that nobody remembers under the old one: the very next request is for the new organization.
 */
export const chooseOrganization = definePersonalAction({
  name: "me.choose_organization",
  title: "Choose the session's organization",
  door: "POST /v1/me/organization",
  because: "members choose among their own organizations",
  describe:
    "Act for another of your organizations with this session. A program gets another access token and keeps its refresh token; access tokens that it has stay with the organization before until they run out.",
  input: Type.Object(
    {
      organization_id: Type.String({
        format: "uuid",
        description: "One of your organizations.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
    },
    { additionalProperties: false },
  ),
  output: SignedIn,
  status: 200,
  subject: "session",
  async prepare(context, { organization_id }, services) {
    const memberships = await listMemberships(services.lookUp, context.person.userId);
    const organization = organization_id.toLowerCase();
    if (!memberships.some((one) => one.organization_id === organization)) throw notThere("/organization_id");
    return { memberships, organization, services };
  },
  async run(context, tx, _input, { memberships, organization, services }) {
    const { person } = context;
    const { userId, sessionId } = person;
    const session = await lockOwnSession(tx, person);
    if (session === undefined) throw unauthenticated("The session has ended.");
    writeOrganization(tx, person, organization);
    const cookies = rotateCookie(context, tx, session);

    const account = { ...person, id: userId };
    const known = { account, memberships, sessionId, organization, refreshToken: undefined };
    const answer = await signedIn(services, known);
    if (session.kind === "cookie") return { answer, id: sessionId, cookies };
    const token = await services.signer.sign({ sub: userId, sid: sessionId, org: organization });
    const tokens = { token_type: "Bearer", access_token: token, expires_in: accessTokenSeconds };
    return { answer: { ...answer, ...tokens }, id: sessionId };
  },
});
