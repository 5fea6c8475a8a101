import { defineProblem } from "#platform/errors";

export const badSignature = defineProblem({
  code: "bad_signature",
  status: 400,
  title: "The signature does not fit",
  describe:
    "The webhook is not signed with a secret that is known here for its sender, or was signed too long ago, or there is no such connection. Nothing was kept.",
});
