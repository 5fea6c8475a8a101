/** A wish as one line for a shell: whoever reads the report sees the fault with their own eyes. */
import { type Sent, sentOf, type Wish } from "./wish.ts";

/** Of the credential only its name: `$KEY` is an API key, `$TOKEN` a person's access token. */
const named = { key: "$KEY", person: "$TOKEN" };

/** What no terminal takes is cut off: the seed brings it back. */
const longest = 4_000;

export function curlOf(url: string, wish: Wish): string {
  const sent = sentOf(wish, named);
  const body = bodyOf(sent);
  const curl = [
    "curl -sS --globoff --path-as-is",
    ...(sent.method === "GET" ? [] : [`-X ${sent.method}`]),
    quoted(url + sent.path),
    ...headersOf(sent),
    ...body.options,
  ].join(" ");
  const line = [...body.before, curl].join(" | ");
  return line.length <= longest ? line : `${line.slice(0, longest)}… (${line.length} characters)`;
}

function headersOf({ headers }: Sent): string[] {
  return Object.entries(headers)
    .filter(([name]) => name !== "content-length")
    .map(([name, value]) => {
      if (name === "authorization") return `-H "authorization: ${value}"`;
      // curl leaves out a header without a value unless it ends in a semicolon
      return `-H ${quoted(value === "" ? `${name};` : `${name}: ${value}`)}`;
    });
}

/** Bytes that no shell quotes are made by printf, and come from its output. */
function bodyOf({ body }: Sent): { before: string[]; options: string[] } {
  if (body === undefined) return { before: [], options: [] };
  const text = body.toString();
  const isPlain = Buffer.from(text).equals(body) && !/\p{Cc}/u.test(text);
  if (isPlain) return { before: [], options: [`--data-binary ${quoted(text)}`] };
  const octal = Array.from(body, (byte) =>
    byte >= 0x20 && byte < 0x7f && !"'\\%".includes(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, "0")}`,
  ).join("");
  return { before: [`printf '${octal}'`], options: ["--data-binary @-"] };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
