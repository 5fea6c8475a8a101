/**
 * Providers through which people may sign in, read from `PLINTH_OAUTH_<NAME>_<PART>`: google, microsoft and
 * github are known by name, any other name brings its issuer.
 */
import type { OutsideProvider } from "#platform/oidc";

type Environment = Record<string, string | undefined>;
type Given = Map<string, Map<Part, string>>;

const parts = ["ISSUER", "CLIENT_ID", "CLIENT_SECRET", "TITLE", "TENANT", "TRUST_EMAIL"] as const;
type Part = (typeof parts)[number];

const prefix = "PLINTH_OAUTH_";
const known = { google: "Google", microsoft: "Microsoft", github: "GitHub" } as const;
/** Longer ones would not fit into a path and a database name that somebody still reads. */
const providerName = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;
const longestName = 40;

/** Rows for the help text and the reference page, in the form of `config.ts`. */
export const oauthVariables: { name: string; type: string; describe: string }[] = [
  ...Object.entries(known).flatMap(([name, title]) => [
    row(name, "CLIENT_ID", "the id of the registered application", `Lets people sign in with ${title}.`),
    row(name, "CLIENT_SECRET", "the secret of that application", `Goes with the client id of ${title}.`),
  ]),
  row(
    "microsoft",
    "TENANT",
    "common, organizations, consumers, a tenant's id or domain",
    "Whose accounts may sign in with Microsoft; absent: common. An e-mail counts as verified only when the application sends the optional claim xms_edov.",
  ),
  row(
    "<name>",
    "ISSUER",
    "https://…, or http:// at a loopback address",
    "Lets people sign in with any OpenID Connect provider, under a name of your choice.",
  ),
  row("<name>", "CLIENT_ID", "the id of the registered application", "Goes with the issuer."),
  row("<name>", "CLIENT_SECRET", "the secret of that application", "Goes with the issuer."),
  row(
    "<name>",
    "TRUST_EMAIL",
    "on or off",
    "Whether people are known by an e-mail that the provider calls verified; absent: on for Google, Microsoft and GitHub, off for any other. On gives the provider's operator every account here whose address they care to claim.",
  ),
  row("<name>", "TITLE", "up to 60 characters", "What the button says; absent: the name."),
];

/** Adds every mistake to `mistakes`, one sentence each, never with the text of a secret. Sorted by name. */
export function readOauth(environment: Environment, mistakes: string[]): OutsideProvider[] {
  const given = collect(environment, mistakes);
  return [...given]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, values]) => {
      const found = mistakesOf(name, values);
      mistakes.push(...found);
      return found.length > 0 ? [] : [toProvider(name, values)];
    });
}

/** By provider, in capitals, the parts that are not blank. */
function collect(environment: Environment, mistakes: string[]): Given {
  const given: Given = new Map();
  for (const [variable, text] of Object.entries(environment)) {
    const value = text?.trim();
    if (!variable.startsWith(prefix) || !value) continue;
    const rest = variable.slice(prefix.length);
    const part = parts.find((each) => rest.endsWith(`_${each}`));
    const name = part === undefined ? "" : rest.slice(0, -part.length - 1);
    if (part === undefined || !providerName.test(name) || name.length > longestName) {
      mistakes.push(
        `${variable} is no known variable: write ${prefix}<NAME>_ and one of ${parts.join(", ")}.`,
      );
      continue;
    }
    const values = given.get(name) ?? new Map<Part, string>();
    given.set(name, values.set(part, value));
  }
  return given;
}

function mistakesOf(name: string, values: Map<Part, string>): string[] {
  const found: string[] = [];
  const variable = (part: Part) => `${prefix}${name}_${part}`;
  const wellKnown = name.toLowerCase() in known;
  const required: Part[] = wellKnown
    ? ["CLIENT_ID", "CLIENT_SECRET"]
    : ["ISSUER", "CLIENT_ID", "CLIENT_SECRET"];
  for (const part of required) {
    if (!values.has(part))
      found.push(
        `${variable(part)} is missing: ${[...values.keys()].map(variable).join(", ")} cannot be used without it.`,
      );
  }
  const issuer = values.get("ISSUER");
  if (issuer !== undefined && wellKnown)
    found.push(
      `${variable("ISSUER")} is not needed: the issuer of ${name.toLowerCase()} is known. Choose another name for another issuer.`,
    );
  else if (issuer !== undefined && wrongIssuer(issuer) !== undefined)
    found.push(
      `${variable("ISSUER")} ${wrongIssuer(issuer)}: it must be https://…, or http:// at a loopback address.`,
    );
  const tenant = values.get("TENANT");
  if (tenant !== undefined && name !== "MICROSOFT")
    found.push(`${variable("TENANT")} means nothing: only Microsoft has tenants.`);
  else if (tenant !== undefined && !/^[A-Za-z0-9][A-Za-z0-9.-]{0,127}$/.test(tenant))
    found.push(
      `${variable("TENANT")} is "${tenant}": it must be common, organizations, consumers, a tenant's id or domain.`,
    );
  const trust = values.get("TRUST_EMAIL");
  if (trust !== undefined && !/^(on|off)$/.test(trust))
    found.push(`${variable("TRUST_EMAIL")} is "${trust}": it must be on or off.`);
  if ((values.get("TITLE")?.length ?? 0) > 60)
    found.push(`${variable("TITLE")} has more than 60 characters.`);
  return found;
}

/** What is wrong with an issuer, as the middle of a sentence. */
function wrongIssuer(text: string): string | undefined {
  if (!URL.canParse(text)) return "is not a URL";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "holds a password";
  if (url.search !== "" || url.hash !== "") return "has a query or a fragment";
  if (url.protocol === "https:") return undefined;
  if (url.protocol !== "http:") return `begins with ${url.protocol}`;
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname) ? undefined : "is not encrypted";
}

/** Of values without a mistake. */
function toProvider(capitals: string, values: Map<Part, string>): OutsideProvider {
  const name = capitals.toLowerCase();
  const of = (part: Part) => values.get(part) ?? "";
  const client = { clientId: of("CLIENT_ID"), clientSecret: of("CLIENT_SECRET") };
  const trustEmail = (of("TRUST_EMAIL") || (name in known ? "on" : "off")) === "on";
  const named = (fallback: string) => ({ name, title: of("TITLE") || fallback, ...client, trustEmail });
  if (name === "microsoft") return { ...named(known[name]), kind: name, tenant: of("TENANT") || "common" };
  if (name === "google" || name === "github") return { ...named(known[name]), kind: name };
  return { ...named(name), kind: "openid", issuer: of("ISSUER") };
}

function row(name: string, part: Part, type: string, describe: string) {
  return { name: `${prefix}${name.toUpperCase()}_${part}`, type, describe };
}
