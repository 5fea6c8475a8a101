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
  title: "A member or a buyer already",
  describe:
    "Whoever accepts an invitation belongs to the organization already: as a member, or as a buyer of one customer. Nothing was changed.",
  remedy:
    "Nothing is left to do: log in and act for the organization. A member's role is changed with `PATCH /v1/members/{id}`. Who is to be the other, or buy for another customer, leaves first (`POST /v1/organizations/{id}/leave`) and then accepts.",
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

export const contactWithoutEmail = defineProblem({
  code: "contact_without_email",
  status: 422,
  title: "The contact cannot be written to",
  describe:
    "An invitation is a mail, and the contact has no e-mail address, or one that nobody can be written to at.",
  remedy: "Give the contact an address with `PATCH /v1/contacts/{id}`, then repeat the request.",
});
