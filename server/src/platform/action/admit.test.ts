/** Who may ask for a verb: every audience, every kind of caller. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import Type from "typebox";
import { organizationContext, person, personContext, publicContext } from "#harness/contexts";
import { type AnyContext, actorText, type Context, plainTenant } from "#platform/access";
import { Problem } from "#platform/errors";
import { uuidv7 } from "#platform/uuid";
import { admit } from "./admit.ts";
import { type Action, defineAction, definePersonalAction, definePublicAction } from "./define-action.ts";

const input = Type.Object({}, { additionalProperties: false });
const words = { describe: "Does a thing for the test.", input };
const run = async () => ({ answer: {} });
const because = "it is declared for the test";
const verbs = {
  organization: defineAction({
    ...words,
    name: "things.do",
    door: "POST /v1/things",
    permission: "things:do",
    allows: "Do things for the test.",
    run,
  }),
  person: definePersonalAction({ ...words, name: "mine.do", door: "POST /v1/mine", because, run }),
  public: definePublicAction({ ...words, name: "all.do", door: "POST /v1/all", because, run }),
};

const who = person();
const organization = uuidv7();
const allowed = new Set(["things:do"]);
const member = { kind: "member", id: who.userId, name: who.name } as const;
const callers: Record<string, AnyContext> = {
  "a program": organizationContext(organization, { permissions: allowed }),
  "a program without the permission": organizationContext(organization),
  "a member": organizationContext(organization, { permissions: allowed, actor: member, person: who }),
  "a human without an organization": personContext(who),
  nobody: publicContext(),
};

/** The actor that the deed is done as, or the code that it is refused with. */
const verdicts: Record<keyof typeof verbs, Record<string, string>> = {
  organization: {
    "a program": "api_key",
    "a program without the permission": "forbidden",
    "a member": "member",
    "a human without an organization": "no_organization",
    nobody: "unauthenticated",
  },
  person: {
    "a program": "people_only",
    "a program without the permission": "people_only",
    "a member": "user",
    "a human without an organization": "user",
    nobody: "people_only",
  },
  public: {
    "a program": "our own mistake",
    "a program without the permission": "our own mistake",
    "a member": "our own mistake",
    "a human without an organization": "user",
    nobody: "public",
  },
};

const claim = { key: "a key", fingerprint: "a wish" };
const callOf = (context: AnyContext) => ({
  context,
  inputs: [{ given: {}, id: "" }],
  batch: false,
  dryRun: false,
  claim,
});

for (const [audience, expected] of Object.entries(verdicts)) {
  describe(`a verb of the audience "${audience}"`, () => {
    for (const [caller, verdict] of Object.entries(expected)) {
      test(`${caller}: ${verdict}`, () => {
        const action = verbs[audience as keyof typeof verbs];
        const context = callers[caller];
        assert.ok(context);
        try {
          assert.equal(admit(action, callOf(context)).context.actor.kind, verdict);
        } catch (error) {
          if (error instanceof assert.AssertionError) throw error;
          assert.equal(error instanceof Problem ? error.kind.code : "our own mistake", verdict);
        }
      });
    }
  });
}

test("a member's deed for themselves is theirs and not the organization's: no organization, no permission, no scope", () => {
  const context = callers["a member"];
  assert.ok(context);
  const admitted = admit(verbs.person, callOf(context)).context;
  assert.equal(actorText(admitted.actor), `user:${who.userId}`);
  assert.deepEqual([admitted.organizationId, admitted.person, admitted.permissions.size], [null, who, 0]);
});

test("requests of people are remembered under their key only where the verb says so, and nobody's ever", () => {
  const context = personContext(who);
  const repeatable = { ...verbs.person, idempotent: true as const };
  assert.deepEqual(admit(repeatable, callOf(context)).claim, claim);
  assert.equal(admit(verbs.person, callOf(context)).claim, undefined);
  const open = { ...verbs.public, idempotent: true as const };
  assert.equal(admit(open, callOf(publicContext())).claim, undefined);
  const program = callers["a program"];
  assert.ok(program);
  assert.deepEqual(admit(verbs.organization, callOf(program)).claim, claim);
});

describe("while an organization is suspended", () => {
  const suspended = { since: new Date(), because: "The invoice of May is open." };
  const tenant = { ...plainTenant, suspended };
  const refusal = (action: Action, wish: Partial<Context>, dryRun = false) => {
    const context = organizationContext(organization, { tenant, permissions: allowed, ...wish });
    try {
      return admit(action, { ...callOf(context), dryRun }).context.actor.kind;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return `${error.kind.status} ${error.kind.code}: ${error.message}`;
    }
  };
  const refused = "403 organization_suspended: The invoice of May is open.";
  const standing = { ...verbs.organization, whileSuspended: true as const };

  test("its verbs are refused with the operator's sentence, also tried out, by programs and by people", () => {
    assert.equal(refusal(verbs.organization, {}), refused);
    assert.equal(refusal(verbs.organization, {}, true), refused);
    assert.equal(refusal(verbs.organization, { actor: member, person: who }), refused);
  });

  test("whoever lacks the permission learns only that", () =>
    assert.match(refusal(verbs.organization, { permissions: new Set() }), /^403 forbidden/));

  test("it is said before a proof of identity is asked for", () => {
    const old = person({ authenticatedAt: new Date(0) });
    assert.equal(refusal({ ...verbs.organization, stepUp: true }, { actor: member, person: old }), refused);
  });

  test("what takes access away is done, and so are the operator's and people's own verbs", () => {
    assert.equal(refusal(standing, {}), "api_key");
    assert.match(refusal(standing, { permissions: new Set() }), /^403 forbidden/);
    assert.equal(refusal(verbs.person, { actor: member, person: who }), "user");
    const operator = { kind: "system", id: organization, name: "Plinth" } as const;
    assert.equal(refusal(verbs.organization, { actor: operator }), "system");
  });
});

describe("a sensitive verb", () => {
  const minutes = (count: number) => new Date(Date.now() + count * 60_000);
  const turned = (by: number) => ({ now: () => minutes(by), forDatabase: () => minutes(by).toISOString() });
  const sensitive = { ...verbs.person, stepUp: true as const };
  const proven = person({ authenticatedAt: minutes(0) });

  test("is done within ten minutes of the last proof, and refused after", () => {
    for (const ahead of [0, 5, 9.9])
      assert.ok(admit(sensitive, callOf(personContext(proven, turned(ahead)))), `${ahead} minutes`);
    for (const ahead of [10.1, 11, 600])
      assert.throws(
        () => admit(sensitive, callOf(personContext(proven, turned(ahead)))),
        (error) => error instanceof Problem && error.kind.code === "step_up_required",
        `${ahead} minutes`,
      );
    assert.ok(admit(verbs.person, callOf(personContext(proven, turned(600)))), "another verb asks for none");
  });

  test("of an organization asks a member for a proof, and a program, which has none to renew, not", () => {
    const ofOrganization = { ...verbs.organization, stepUp: true as const };
    const late = { clock: turned(11), now: minutes(11), permissions: allowed };
    const old = organizationContext(organization, { ...late, actor: member, person: proven });
    assert.throws(() => admit(ofOrganization, callOf(old)), /older than 10 minutes/);
    assert.ok(admit(ofOrganization, callOf(organizationContext(organization, late))));
  });

  test("says that the permission is missing before it asks for a proof", () => {
    const context = organizationContext(organization, {
      clock: turned(11),
      now: minutes(11),
      actor: member,
      person: proven,
    });
    const both = { ...verbs.organization, stepUp: true as const };
    assert.throws(
      () => admit(both, callOf(context)),
      (error) => error instanceof Problem && error.kind.code === "forbidden",
    );
  });
});
