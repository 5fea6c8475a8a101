/** E-mail addresses as they are typed and as they are compared. */
export { comparableEmail, Email, isEmail } from "./email.ts";
