/** What is an e-mail address, and the one form of all its spellings. Pure. */
import { domainToASCII } from "node:url";
import Type from "typebox";

/** Characters of a path of RFC 5321, without its brackets. */
const longest = 254;

export const Email = Type.Refine(
  Type.String({
    minLength: 3,
    maxLength: longest,
    description: "An e-mail address.",
    examples: ["ada@example.com"],
  }),
  (value) => foldEmail(value) !== undefined,
  () => "must be an e-mail address, such as ada@example.com, with no letters but a to z before the @",
);

/**
 * The form in which addresses are kept and compared, of one that `Email` lets in.
 * @throws TypeError when it is none
 */
export function comparableEmail(text: string): string {
  const folded = foldEmail(text);
  if (folded === undefined) throw new TypeError("This is no e-mail address.");
  return folded;
}

/** Whether it is one that can be written to. */
export function isEmail(text: string): boolean {
  return foldEmail(text) !== undefined;
}

/** One address, no name, no list: what can be written to (a part of RFC 5321). */
const mailbox = /^[^\P{ASCII}\s\p{C}<>()[\],;:\\"@]{1,64}$/u;
const domainName = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * One form for all spellings that are the same mailbox, and never one for two: everything that follows (the account,
 * the count of attempts, the mail) goes by this text. Before the @ other letters are refused rather than folded,
 * because mail servers do not agree on them and a Kelvin sign is no k; a domain is what the name service asks for.
 */
function foldEmail(text: string): string | undefined {
  const [local = "", domain = "", ...more] = text.trim().split("@");
  if (more.length > 0 || !mailbox.test(local)) return undefined;
  const name = asciiDomain(domain);
  if (!domainName.test(name)) return undefined;
  const folded = `${local.toLowerCase()}@${name}`;
  return folded.length <= longest ? folded : undefined;
}

/** `Bücher.example` → `xn--bcher-kva.example`; empty when it is none. */
function asciiDomain(domain: string): string {
  // it would be read as part of a web address: %41 as an a
  if (/[\s\p{C}%/?#:[\]\\]/u.test(domain)) return "";
  return domainToASCII(domain.normalize("NFC")).toLowerCase();
}
