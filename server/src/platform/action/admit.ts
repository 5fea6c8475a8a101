/** Who may ask for a verb at all: before its input is looked at. */
import {
  authorize,
  type Context,
  may,
  personOf,
  requireFreshProof,
  type Sentence,
  seesAll,
  type Tenant,
  wholeOrganization,
} from "#platform/access";
import { defineProblem, unauthenticated } from "#platform/errors";
import type { Call } from "./call.ts";
import { type Action, resourceOf } from "./define-action.ts";
import type { OrganizationCall } from "./run-calls.ts";
import type { PersonalCall } from "./run-personal.ts";

export const noOrganization = defineProblem({
  code: "no_organization",
  status: 403,
  title: "Act for an organization first",
  describe:
    "You are logged in, and a member of no organization, or of several and chose none. Send `Plinth-Organization: <id>`; `GET /v1/me` lists yours, `POST /v1/organizations` makes one.",
  remedy:
    "Take an id from `GET /v1/me` and send it as `Plinth-Organization`, or choose one for the session with `POST /v1/me/organization`. Who has none accepts an invitation or founds one with `POST /v1/organizations`.",
});

export const peopleOnly = defineProblem({
  code: "people_only",
  status: 403,
  title: "Only for people",
  describe: "This concerns a person's own account. An API key or a service account has none.",
  remedy:
    "Log in as the person with `POST /v1/auth/login` and send their access token or session. No permission of a key can replace that.",
});

export const suspended = defineProblem({
  code: "organization_suspended",
  status: 403,
  title: "The organization is suspended",
  describe:
    "Whoever runs this installation has suspended your organization; the detail says why. Everything can still be read, and access can be taken away (keys, memberships, invitations); nothing else can be changed, and nobody joins.",
  remedy:
    "Settle with whoever runs this installation what the detail names. `GET /v1/organizations` shows since when and why. Then repeat the request as it is.",
});

/**
 * The call with the context that the verb's audience asks for.
 * @throws 401 or 403.
 */
export function admit(action: Action, call: Call): OrganizationCall | PersonalCall {
  const { context } = call;
  if (action.audience === "public") {
    if (context.organizationId !== null) throw new Error(`"${action.name}" was asked under a credential`);
    return { ...call, context, claim: undefined };
  }
  if (action.audience === "person") return forThemselves(action, call);
  const inOrganization = requireOrganization(context);
  authorize(may(inOrganization, action.permission ?? "nothing:at_all"));
  authorize(mayTouchUnseen(inOrganization, action));
  if (action.whileSuspended !== true) refuseSuspended(inOrganization);
  if (action.stepUp) requireFreshProof(inOrganization);
  return { ...call, context: inOrganization };
}

/**
 * Reads go on. Whoever lacks the permission has been told so before: a suspension is no news for strangers to it. The
 * operator, who suspends, still acts for the organization.
 * @throws 403 `organization_suspended` with the operator's sentence
 */
export function refuseSuspended(context: Pick<Context, "tenant" | "actor">): void {
  const suspension = suspensionOf(context);
  if (suspension !== null) throw suspended(suspension.because);
}

/** What stops the caller from changing anything; null when nothing does. */
export function suspensionOf({ tenant, actor }: Pick<Context, "tenant" | "actor">): Tenant["suspended"] {
  return actor.kind === "system" ? null : tenant.suspended;
}

/** @throws 403 `no_organization` when a human has chosen none. */
export function requireOrganization(context: Call["context"]): Context {
  if (context.organizationId !== null) return context;
  if (context.person === undefined) throw unauthenticated("Send a credential.");
  throw noOrganization("You act for no organization: choose one with Plinth-Organization, or make one.");
}

function forThemselves(action: Action, call: Call): PersonalCall {
  const context = personOf(call.context);
  if (context === undefined) throw peopleOnly("Log in as a person: programs have no account of their own.");
  if (action.stepUp) requireFreshProof(context);
  return { ...call, context, claim: action.idempotent ? call.claim : undefined };
}

/** What scoped actors could not read they do not make or change through a verb of their own. */
export function mayTouchUnseen(context: Context, action: Action): Sentence {
  if (context.scope === "all") return { allowed: true };
  const { belongs, path } = resourceOf(action) ?? {};
  if (action.wholeOrganization || belongs === "hidden") return seesAll(context);
  const makes = !action.door.includes("{");
  if (makes && typeof belongs === "object" && "scope" in belongs && belongs.scope === "id")
    return {
      allowed: false,
      because: `Whoever sees certain ${path} only makes none: it would not be among them, and they would not see it again. Somebody who sees all ${path} can make it and let them see it.`,
      denial: { rule: "scope", grants: [wholeOrganization] },
    };
  return { allowed: true };
}
