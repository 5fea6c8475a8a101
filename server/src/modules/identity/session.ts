/** Sessions: how long they live, what browsers keep of them, and what a login answers. Pure. */

import Type, { type TSchema } from "typebox";
import type { Membership } from "#modules/organizations";

/** A session ends after so long without a sign of life … */
export const idleMs = 14 * 24 * 3_600_000;
/** … and in any case after so long. */
export const longestMs = 90 * 24 * 3_600_000;

/** A cookie that was replaced is good for so long still: requests with it are on their way. */
export const replacedForMs = 30_000;

/** How a client wants to carry its session. */
export type SessionKind = "token" | "cookie";

const id = (description: string) =>
  Type.String({ format: "uuid", description, examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"] });

export const sessionKind = Type.Optional(
  Type.Enum(["token", "cookie"], {
    description:
      "`token`: an access token and a refresh token in the answer. `cookie`: the browser's HttpOnly cookie instead.",
    default: "token",
    examples: ["token"],
  }),
);

export const wantedOrganization = Type.Optional(
  id("The organization to act for; absent is the only one, or the one that was joined first."),
);

export const User = Type.Object(
  {
    id: id("Identifies the user."),
    email: Type.String({ description: "Their address.", examples: ["ada@example.com"] }),
    name: Type.String({ description: "What they are called.", examples: ["Ada Lovelace"] }),
    locale: Type.String({ description: "Their language (BCP 47).", examples: ["en"] }),
  },
  { description: "Who logged in." },
);

export const Organizations = Type.Array(
  Type.Object({
    id: id("Identifies the organization."),
    name: Type.String({ description: "Its name.", examples: ["Muster Handels GmbH"] }),
    kind: Type.Enum(["member", "buyer"], {
      description: "A member works there; a buyer orders from there for their own company.",
      examples: ["member"],
    }),
    role: Type.String({ description: "The role there.", examples: ["owner"] }),
  }),
  { description: "Where the user is a member or a buyer, the first joined first." },
);

/** Memberships as they are answered. */
export function organizationsOf(memberships: readonly Membership[]): object[] {
  return memberships.map(({ organization_id, name, kind, role }) => ({
    id: organization_id,
    name,
    kind,
    role: role.name,
  }));
}

/** Written as "or null" in the document. */
export const orNull = (schema: TSchema, description: string, example: unknown) =>
  Type.Union([schema, Type.Null()], { description, examples: [example] });

export const SignedIn = Type.Object(
  {
    user: User,
    organizations: Organizations,
    organization_id: orNull(
      Type.String({ format: "uuid" }),
      "The organization that requests act for unless they say another; null while there is none.",
      "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    ),
    session_id: id("Identifies the session among `GET /v1/me/sessions`."),
    token_type: Type.Optional(
      Type.String({ description: "How to send the access token.", examples: ["Bearer"] }),
    ),
    access_token: Type.Optional(
      Type.String({
        description: "Send it as `Authorization: Bearer …`.",
        examples: ["eyJhbGciOiJFUzI1NiIsImtpZCI6Ijd…"],
      }),
    ),
    expires_in: Type.Optional(
      Type.Integer({ description: "Seconds that the access token lives.", examples: [600] }),
    ),
    refresh_token: Type.Optional(
      Type.String({
        description: "Good once, for `POST /v1/auth/refresh`.",
        examples: ["plr_AZnzwn0eejCbXz8cLU5aYA…"],
      }),
    ),
    refresh_expires_in: Type.Optional(
      Type.Integer({
        description: "Seconds after which the session ends if it is not used.",
        examples: [1_209_600],
      }),
    ),
  },
  { description: 'Logged in. With `session: "cookie"` there are no tokens: the browser has its cookie.' },
);
