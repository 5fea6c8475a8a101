/** What people say of themselves: the fields of their account. Pure. */
import Type from "typebox";

export const PersonName = Type.Refine(
  Type.String({
    minLength: 1,
    maxLength: 200,
    description: "What you are called.",
    examples: ["Ada Lovelace"],
  }),
  (value) => value.trim() !== "" && !/\p{Cc}/u.test(value),
  () => "must not be blank or contain characters that cannot be seen",
);

const localePattern = "^[a-z]{2}(-[A-Z]{2})?$";

export const LocaleTag = Type.Refine(
  Type.String({
    pattern: localePattern,
    description: "Your language (BCP 47), for mails and texts.",
    examples: ["en"],
  }),
  (value) => new RegExp(localePattern).test(value),
  () => "must be a language such as en or de-DE",
);

export const NewPassword = Type.String({
  minLength: 1,
  maxLength: 512,
  description: "10 to 128 characters, none of the well-known ones. Length counts, not signs.",
  examples: ["violet kettle under snow"],
});
