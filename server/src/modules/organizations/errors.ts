import { defineProblem } from "#platform/errors";

export const lastOwner = defineProblem({
  code: "last_owner",
  status: 409,
  title: "The last owner stays",
  describe:
    "An organization always has an owner: nobody else could give its roles. Make somebody else owner first.",
});

export const alreadyMember = defineProblem({
  code: "already_member",
  status: 409,
  title: "A member already",
  describe: "Whoever accepts an invitation is a member of the organization already; nothing was changed.",
});

export const limitReached = defineProblem({
  code: "limit_reached",
  status: 409,
  title: "There are as many as there may be",
  describe:
    "The detail names the limit. Remove what is no longer needed, or wait where the limit is of a day.",
});
