import { boolean, country, currency, defineResource, text } from "#platform/resource";

/** The tenant as its own members see it: a list of exactly one. */
export const organization = defineResource({
  name: "organization",
  path: "organizations",
  table: "organizations",
  describe: "Your company: the tenant that everything else belongs to.",
  read: "organizations:read",
  belongs: "shared",
  write: "organizations:write",
  writes: ["update"],
  fields: {
    name: text({ describe: "The company's name.", example: "Muster Handels GmbH" }),
    country: country({ describe: "Where the company is established.", default: "DE" }),
    currency: currency({
      describe: "The currency that costs are kept in and that new customers get.",
      default: "EUR",
    }),
    demo: boolean({
      describe: "True for the demonstration company that comes with a new installation.",
      readOnly: true,
      example: false,
    }),
  },
});
