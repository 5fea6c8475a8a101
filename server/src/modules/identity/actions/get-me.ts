/** Who am I? What a credential is, and what it may do; of a person also how they prove who they are. */
import Type from "typebox";
import { listMemberships } from "#modules/organizations";
import { type AnyContext, type Context, nobodysScope, personOf } from "#platform/access";
import { defineOpenQuery, type Services } from "#platform/action";
import { getAccount } from "../me.queries.ts";
import { idleMs, Organizations, organizationsOf, orNull, User } from "../session.ts";

const uuid = (description: string) =>
  Type.String({ format: "uuid", description, examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"] });

const moment = (description: string) =>
  Type.String({ format: "date-time", description, examples: ["2026-11-21T08:10:04.819Z"] });

const Actor = Type.Object(
  {
    kind: Type.String({
      description: "api_key, service_account, member, buyer, or user where no organization is chosen.",
      examples: ["api_key"],
    }),
    id: uuid("Identifies the actor."),
    name: Type.String({ description: "The actor's name.", examples: ["Web shop"] }),
  },
  { description: "Who is calling." },
);

const Session = Type.Object({
  id: uuid("Identifies the session."),
  methods: Type.Array(Type.String({ description: "A method.", examples: ["password"] }), {
    description: "What was proven: password, totp, recovery_code, passkey, or a provider's name.",
  }),
  authenticated_at: moment("When it was last proven who is sitting there."),
  expires_at: moment("When the session ends if it is not used again."),
});

const Factors = Type.Object({
  password: Type.Boolean({ description: "Whether there is a password.", examples: [true] }),
  totp: Type.Boolean({ description: "Whether an authenticator app is asked for.", examples: [false] }),
  recovery_codes_left: Type.Integer({ description: "Recovery codes that are unused.", examples: [10] }),
  passkeys: Type.Integer({ description: "How many passkeys there are.", examples: [0] }),
});

const session = {
  id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  methods: ["password"],
  authenticated_at: "2026-11-21T08:10:04.819Z",
  expires_at: "2026-12-05T08:10:04.819Z",
};
const factors = { password: true, totp: false, recovery_codes_left: 0, passkeys: 0 };
const user = {
  id: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
  email: "ada@example.com",
  name: "Ada Lovelace",
  locale: "en",
};

export const getMe = defineOpenQuery({
  name: "me.get",
  title: "Who am I?",
  door: "GET /v1/me",
  describe:
    "Who the credential belongs to, for which organization, and what it may do. Of a person also their account, where they are a member, and how they prove who they are.",
  audience: "anyone",
  parameters: Type.Object({}),
  output: Type.Object({
    actor: Actor,
    user: orNull(User, "The person; null for programs.", user),
    organizations: Organizations,
    organization_id: orNull(
      Type.String({ format: "uuid" }),
      "The organization it acts for; null for a person who has chosen none.",
      "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    ),
    permissions: Type.Array(Type.String({ description: "A permission.", examples: ["orders:read"] }), {
      description: "What it may do there, sorted.",
    }),
    scope: Type.Union([Type.Literal("all"), Type.Array(Type.String({ format: "uuid" })), Type.Null()], {
      description: "The customers that it may see: `all`, or their ids; null without an organization.",
      examples: ["all"],
    }),
    suspended_because: orNull(
      Type.String(),
      "Why the organization can only be read at the moment, in the operator's words; null while it works.",
      "The invoice of September is open.",
    ),
    api_version: Type.String({
      description: "The version of the API that the credential is pinned to.",
      examples: ["2026-11-01"],
    }),
    session: orNull(Session, "The session of this request; null for programs.", session),
    factors: orNull(Factors, "How the person can prove who they are; null for programs.", factors),
  }),
  problems: [],
  async run(context, _parameters, services) {
    const { actor, organizationId, permissions, apiVersion } = context;
    return JSON.stringify({
      actor,
      organization_id: organizationId,
      permissions: [...permissions].sort(),
      scope: organizationId === null ? null : shownScope(context.scope),
      suspended_because: organizationId === null ? null : (context.tenant.suspended?.because ?? null),
      api_version: apiVersion,
      ...(await personal(context, services)),
    });
  },
});

/** Whoever sees no customer has an empty list: what stands for it inside is nobody's id. */
const shownScope = (scope: Context["scope"]) => (scope === nobodysScope ? [] : scope);

const nobody = { user: null, organizations: [], session: null, factors: null };

/** As it is in the database: what was changed a moment ago is seen at once. */
async function personal(context: AnyContext, { read, lookUp }: Services): Promise<object> {
  const own = personOf(context);
  if (own === undefined) return nobody;
  const { userId, sessionId } = own.person;
  const [account, memberships] = await Promise.all([
    getAccount(read, own, idleMs / 1_000),
    listMemberships(lookUp, userId),
  ]);
  const { email, name, locale, methods, authenticated_at, expires_at, ...factors } = account;
  return {
    user: { id: userId, email, name, locale },
    organizations: organizationsOf(memberships),
    session: { id: sessionId, methods, authenticated_at, expires_at },
    factors,
  };
}
