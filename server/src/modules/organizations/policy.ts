/** Who may give roles, and take them. Keys, invitations, members and service accounts all ask here. */
import { type Context, definePermission, isPersonal, type Sentence } from "#platform/access";
import { fixedRole, type HeldRole, permissionsOf } from "./held-role.ts";

export const own = definePermission(
  "organizations:own",
  "Give, change and take what is of the role owner. Only owners hold it.",
);

type Holder = Pick<Context, "permissions">;

/**
 * Nobody grants what they do not hold themselves, but for what opens the grantee's own only; `scopes` narrow a role to
 * some of its permissions.
 */
export function mayGrant(holder: Holder, role: HeldRole, scopes: readonly string[] | null = null): Sentence {
  return holdsAllOf(holder, role, scopes, "You cannot grant what you do not hold yourself");
}

type Limits = Pick<Context, "expiresAt" | "allowedRanges">;

/**
 * What is given to people and service accounts stays. Whoever acts with a credential that ends, or that is good from
 * some addresses only, gives nothing that outlives those limits. Verbs that always give declare it as their `policy`.
 */
export function mayGiveWhatStays({ expiresAt, allowedRanges }: Limits): Sentence {
  if (expiresAt === null && allowedRanges === null) return { allowed: true };
  const because =
    "Your key ends or is bound to addresses, and what it would give is not. Use a credential without such limits.";
  return { allowed: false, because, denial: { rule: "policy", told: "everybody" } };
}

/** Nobody gives for good what they do not hold themselves, or hold for a time or from some addresses only. */
export function mayGiveForGood(holder: Holder & Limits, role: HeldRole): Sentence {
  const lasting = mayGiveWhatStays(holder);
  return lasting.allowed ? mayGrant(holder, role) : lasting;
}

/** Nobody changes or takes what they could not have given: a small role does not lock a larger one out. */
export function mayTake(holder: Holder, role: HeldRole, scopes: readonly string[] | null = null): Sentence {
  return holdsAllOf(holder, role, scopes, "You cannot change or take what holds more than you do");
}

/**
 * May somebody of this role give that one? What was begun under an older role is asked again. Who sees some customers
 * only makes nobody see all of them; a buyer sees their own.
 */
export function mayStillGrant(holder: HeldRole, role: HeldRole): Sentence {
  if (holder.scope === "assigned" && role.scope === "all" && role.name !== "buyer")
    return { allowed: false, because: "Who sees some customers only cannot let others see all of them." };
  return mayGrant(holder, role);
}

function holdsAllOf(
  holder: Holder,
  role: HeldRole,
  scopes: readonly string[] | null,
  words: string,
): Sentence {
  if (role.name === "owner" && !holder.permissions.has(own))
    return {
      allowed: false,
      because: "Only owners give, change and take what is of the role owner.",
      denial: { rule: "policy", permissions: [own] },
    };
  const missing = [...permissionsOf(role, scopes)].filter(
    (one) => !holder.permissions.has(one) && !isPersonal(one),
  );
  return missing.length === 0
    ? { allowed: true }
    : {
        allowed: false,
        because: `${words}: ${missing.join(", ")}.`,
        denial: { rule: "policy", permissions: missing },
      };
}

/** May somebody of this role still ask contacts of a customer to buy? @param assigned whether the customer is theirs */
export function mayStillInvite(holder: HeldRole, assigned: boolean): Sentence {
  if (!holder.permissions.has("contacts:invite"))
    return { allowed: false, because: "Inviting contacts needs the permission contacts:invite." };
  if (holder.scope === "assigned" && !assigned)
    return { allowed: false, because: "The customer is not assigned to whoever invites." };
  return mayStillGrant(holder, fixedRole("buyer"));
}
