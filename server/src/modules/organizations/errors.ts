import { defineProblem } from "#platform/errors";

export const lastOwner = defineProblem({
  code: "last_owner",
  status: 409,
  title: "The last owner stays",
  describe:
    "An organization always has an owner: nobody else could give its roles. Make somebody else owner first.",
  remedy: "Make another member owner with `PATCH /v1/members/{id}`, then repeat the request.",
});

export const alreadyMember = defineProblem({
  code: "already_member",
  status: 409,
  title: "A member already",
  describe: "Whoever accepts an invitation is a member of the organization already; nothing was changed.",
  remedy:
    "Nothing is left to do: log in and act for the organization. A member's role is changed with `PATCH /v1/members/{id}`.",
});

export const limitReached = defineProblem({
  code: "limit_reached",
  status: 409,
  title: "There are as many as there may be",
  describe:
    "The detail names the limit. Remove what is no longer needed, or wait where the limit is of a day.",
  remedy:
    "Remove or revoke what is no longer needed, or wait until the next day where the detail names a limit of a day. Then repeat the request.",
});
