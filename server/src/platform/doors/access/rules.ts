/**
 * The rules of access in the order in which the kernel asks them, each with its verdict and with what would change it.
 * They are the kernel's own functions, asked for somebody else.
 */
import { type Context, may, mayBeAnybody } from "#platform/access";
import { type Action, asksForTwo, suspensionOf, unknownHolder } from "#platform/action";
import type { Grant } from "#platform/errors";
import type { Deed } from "./deed.ts";
import type { KnownActors } from "./known-actors.ts";

/**
 * The actor that is asked about, and behind it whoever its key belongs to: a key is never worth more than its owner, so
 * that both must be given what both lack.
 */
export type Holders = [Holder, ...Holder[]];
export type Holder = { actor: string; context: Context };

export type Verdict = {
  rule: string;
  allowed: boolean;
  because: string;
  permission?: string;
  /** All that would have to be given, and to whom; null where nothing would do. Empty where it is allowed. */
  grants: Given[] | null;
};

export type Given = Grant & { permission?: string; to?: string };

export const allowed = (rule: string, because: string): Verdict => ({
  rule,
  allowed: true,
  because,
  grants: [],
});
export const denied = (rule: string, because: string, grants: Given[] | null): Verdict => ({
  rule,
  allowed: false,
  because,
  grants,
});

/** What can be said of the caller alone, before any object is looked for. */
export function rulesOfCaller(actors: KnownActors, deed: Deed, holders: Holders): Verdict[] {
  const [{ context }] = holders;
  const { action, permissions } = deed;
  return [
    ...permissions.map((permission) => permissionVerdict(actors, holders, permission)),
    scopeVerdict(actors, holders, deed),
    ...(action === undefined ? [] : [suspensionVerdict(context, action)]),
    ...(action?.stepUp === true ? [stepUp] : []),
  ];
}

/** People's verbs ask for no permission: they are for every human, or for everybody. */
export function ruleOfPeople(
  { isHuman }: KnownActors,
  { audience, because }: Deed,
  { actor }: Context,
): Verdict {
  if (audience !== "person") return allowed("public", because ?? "Whoever has a credential may ask.");
  return isHuman(actor)
    ? allowed("person", because ?? "It is about themselves.")
    : denied("person", "It concerns a person's own account, and a program has none.", null);
}

function permissionVerdict({ mayHoldMore }: KnownActors, holders: Holders, permission: string): Verdict {
  const [{ context }] = holders;
  if (may(context, permission).allowed)
    return allowed("permission", `It needs the permission "${permission}", which is held.`);
  const lacking = holders.filter((holder) => !may(holder.context, permission).allowed);
  const grants = givenTo(lacking, (holder) => (mayHoldMore(holder.context.actor) ? { permission } : null));
  return {
    ...denied("permission", `It needs the permission "${permission}", which is not held.`, grants),
    permission,
  };
}

function scopeVerdict({ toSeeAll }: KnownActors, holders: Holders, { openTo }: Deed): Verdict {
  const sentence = openTo(holders[0].context);
  if (sentence.allowed)
    return allowed("scope", "It is not closed to whoever sees a part of the organization only.");
  const limited = holders.filter(({ context }) => context.scope !== "all");
  return denied(
    "scope",
    sentence.because,
    givenTo(limited, ({ context }) => toSeeAll(context.actor)),
  );
}

/** What each of them would have to be given, all of it together; null where it can be given to none or not to all. */
export function givenTo(holders: Holder[], grantOf: (holder: Holder) => Grant | null): Given[] | null {
  const grants = holders.flatMap((holder): Given[] => {
    const grant = grantOf(holder);
    return grant === null ? [] : [{ ...grant, to: holder.actor }];
  });
  return grants.length < holders.length ? null : grants;
}

function suspensionVerdict(context: Context, { whileSuspended }: Action): Verdict {
  const suspended = suspensionOf(context);
  if (suspended === null) return allowed("organization", "The organization is not suspended.");
  return whileSuspended === true
    ? allowed("organization", "It can be done while the organization is suspended.")
    : denied("organization", suspended.because, [{ resume: true }]);
}

const stepUp = allowed(
  "step_up",
  "It asks a human for a proof of identity that is at most 10 minutes old. Programs have none to renew.",
);

/** What the area itself asks about its caller. What it says cannot be given: it is chosen or it is so. */
export function policyVerdict({ action }: Deed, context: Context): Verdict[] {
  const sentence = action?.policy?.(context);
  if (sentence === undefined) return [];
  return [
    sentence.allowed
      ? allowed("policy", "The area's own rule allows it.")
      : denied("policy", sentence.because, null),
  ];
}

/** Whether the same human did it; undefined where no object is named, "untold" where that is not for the asker. */
export type DidOtherHalf = boolean | "untold" | undefined;

export function dutiesVerdict({ action }: Deed, context: Context, did: DidOtherHalf): Verdict[] {
  const apart = action?.apart;
  if (apart === undefined) return [];
  const rule = "separation_of_duties";
  const halves = apart.from.join(" or ");
  if (!asksForTwo(apart, context))
    return [allowed(rule, `The organization lets one human do this and ${halves}.`)];
  if (mayBeAnybody(context)) return [denied(rule, unknownHolder, [{ known_person: true }])];
  if (did === undefined)
    return [allowed(rule, `Not by whoever did ${halves} to the same object: name one with "object".`)];
  if (did === "untold")
    return [
      allowed(rule, `Not by whoever did ${halves} to the same object: who did is told with "history:read".`),
    ];
  return did
    ? [denied(rule, apart.because, [{ another_person: true }])]
    : [allowed(rule, `Somebody else did ${halves}.`)];
}
