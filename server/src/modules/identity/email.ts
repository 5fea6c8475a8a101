export { comparableEmail, Email } from "#platform/email";
