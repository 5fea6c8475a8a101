import Type from "typebox";
import { type Action, actFor, definePersonalAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { type PersonTx, sql } from "#platform/db";
import { country, currency, text, textSchema } from "#platform/resource";
import { uuidv7 } from "#platform/uuid";
import { limitReached } from "../errors.ts";
import { memberJoined, organizationCreated } from "../events.ts";
import { joinedAs, writeMember } from "../member.queries.ts";
import { forgetRemembered } from "../queries.ts";
import { type Founder, foundOrganization } from "./found-organization.ts";

const mostOwned = 20;

const CreateOrganization = Type.Object(
  {
    name: textSchema(text({ describe: "The company's name.", example: "Muster Handels GmbH" })),
    country: Type.Optional(
      textSchema(country({ describe: "Where the company is established; DE when absent.", example: "DE" })),
    ),
    currency: Type.Optional(
      textSchema(
        currency({ describe: "The currency that its costs are kept in; EUR when absent.", example: "EUR" }),
      ),
    ),
  },
  { additionalProperties: false },
);

/** Found an organization: whoever does is its first owner. @param founders what every new one begins with */
export function createOrganizationFor(founders: Founder[]): Action {
  return definePersonalAction({
    name: "organizations.create",
    door: "POST /v1/organizations",
    because: "everybody who has an account may found a company of their own",
    describe:
      "Found an organization. You are its owner and can act for it at once: send `Plinth-Organization` with its id.",
    input: CreateOrganization,
    output: Type.Object({
      id: Type.String({
        format: "uuid",
        description: "Identifies the organization.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
      name: Type.String({ description: "Its name.", examples: ["Muster Handels GmbH"] }),
      country: Type.String({ description: "Where it is established.", examples: ["DE"] }),
      currency: Type.String({ description: "The currency that its costs are kept in.", examples: ["EUR"] }),
      role: Type.String({ description: "What you are there.", examples: ["owner"] }),
    }),
    status: 201,
    subject: "organization",
    idempotent: true,
    fails: [limitReached],
    async run({ person }, tx, { name, country = "DE", currency = "EUR" }) {
      const self = await holdSelf(tx, person.userId);
      await requireRoom(tx);
      const id = uuidv7();
      await actFor(
        tx,
        id,
        async (inside) => {
          await foundOrganization(inside, founders, { name, country, currency });
          await writeMember(inside, { ...self, role: "owner" });
          forgetRemembered(inside, [self.id]);
          noteChanges(inside, self.id, joinedAs({ ...self, role: "owner" }));
          organizationCreated.emit(inside, inside.context, { id, version: 1 }, {});
          memberJoined.emit(inside, inside.context, { id: self.id, version: 1 }, { role: "owner" });
        },
        () => [
          { action: "organizations.create", subject: { type: "organization", id, version: 1 } },
          { action: "organizations.create", subject: { type: "member", id: self.id, version: 1 } },
        ],
      );
      return { answer: { id, name, country, currency, role: "owner" }, id };
    },
  });
}

type Self = { id: string; email: string; name: string };

/** The person, locked: of all that they found at once each is counted. */
async function holdSelf(tx: PersonTx, userId: string): Promise<Self> {
  const [self] = await tx.query<Self>(sql`select id, email, name from users where id = ${userId} for update`);
  if (self === undefined) throw new Error("a person without an account");
  return self;
}

/** @throws 409 `limit_reached` */
async function requireRoom(tx: PersonTx): Promise<void> {
  const [owned] = await tx.query<{ count: number }>(sql`select plinth.count_owned_organizations() as count`);
  if ((owned?.count ?? 0) >= mostOwned)
    throw limitReached(`You own ${mostOwned} organizations: leave one before you found another.`);
}
