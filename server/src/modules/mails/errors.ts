import { defineProblem } from "#platform/errors";

export const nobodyToWriteTo = defineProblem({
  code: "nobody_to_write_to",
  status: 409,
  title: "There is nobody to write to",
  describe:
    "The customer has no contact with an e-mail address, or the one that was named has none. Add an address to a contact of the customer first.",
  remedy:
    "Give a contact of the customer an e-mail address with `PATCH /v1/contacts/{id}`, then send the request again.",
});
