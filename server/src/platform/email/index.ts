/** E-mail addresses as they are typed and as they are compared. */
import Type from "typebox";

/** One address, no name, no list: what can be written to (a part of RFC 5321). */
const shape = /^[^\s\p{C}<>()[\],;:\\"@]{1,64}@[^\s\p{C}<>()[\],;:\\"@]+\.[^\s\p{C}<>()[\],;:\\"@.]{2,}$/u;

export const Email = Type.Refine(
  Type.String({
    minLength: 3,
    maxLength: 254,
    description: "An e-mail address.",
    examples: ["ada@example.com"],
  }),
  (value) => shape.test(value.trim()),
  () => "must be an e-mail address, such as ada@example.com",
);

/** The form in which addresses are kept and compared. */
export function comparableEmail(text: string): string {
  return text.trim().normalize("NFC").toLowerCase();
}
