import { boolean, country, currency, defineResource, integer, text, time } from "#platform/resource";

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
    suspended_at: time({
      describe:
        "Since when it is suspended by whoever runs this installation: it is read only, and nobody joins. Null while it works.",
      optional: true,
      readOnly: true,
    }),
    suspended_because: text({
      describe: "Why it is suspended.",
      max: 500,
      optional: true,
      readOnly: true,
      example: "The invoice of May is open.",
    }),
    requests_per_minute: integer({
      describe: "How many requests it may send per minute, where that is not what everybody may.",
      optional: true,
      readOnly: true,
      min: 1,
      example: 60_000,
    }),
  },
});
