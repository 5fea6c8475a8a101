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

export const LocaleTag = Type.String({
  pattern: "^[a-z]{2}(-[A-Z]{2})?$",
  description: "Your language (BCP 47), for mails and texts.",
  examples: ["en"],
});

export const NewPassword = Type.String({
  minLength: 1,
  maxLength: 512,
  description: "10 to 128 characters, none of the well-known ones. Length counts, not signs.",
  examples: ["correct horse battery staple"],
});
