/** What the terminal shows once the API listens. */
import { styleText } from "node:util";
import type { KnownOrganization } from "./tenants.ts";

export type Welcome = {
  url: string;
  /** Whether it does jobs and nothing else. */
  worker: boolean;
  /** That share the port. */
  processes: number;
  /** Where people reach it: an origin. */
  people: string;
  /** Mails stay here. */
  catching: boolean;
  /** Since the process began. */
  ms: number;
  /** The first organization; undefined while there is none. */
  organization: KnownOrganization | undefined;
  /** Only when it was made just now and is not the operator's own. */
  key: string | undefined;
  bootstrapped: boolean;
};

/** The lines, with colours where `stream` shows them. */
export function banner(
  { url, worker, processes, people, catching, ms, organization, key, bootstrapped }: Welcome,
  stream: NodeJS.WriteStream,
): string {
  const bold = (text: string) => styleText("bold", text, { stream });
  const dim = (text: string) => styleText("dim", text, { stream });
  const row = (name: string, value: string, note = "") =>
    `  ${dim(name.padEnd(9))} ${value}${note === "" ? "" : `   ${dim(note)}`}`;
  const first = key !== undefined ? [row("Key", bold(key), "the owner's, shown once: keep it")] : [];
  const several = processes === 1 ? [] : [row("Processes", `${processes}, which share the port`)];
  const watching = [
    row("Health", `${url}/readyz`),
    row("Figures", `${url}/metrics`),
    ...several,
    row("Stop", "Ctrl-C"),
  ];
  const rows = worker
    ? watching
    : [
        row("API", bold(`${url}/v1`)),
        row("Docs", `${url}/docs`),
        row("Account", `${people}/account`),
        ...(catching ? [row("Mail", `${people}/dev/mail`, "what would have been sent")] : []),
        ...(organization === undefined ? [] : [row("Company", organization.name)]),
        ...(first.length > 0 ? first : [row("Key", howToGetKey(organization, bootstrapped))]),
        ...(first.length > 0 ? [row("People", "npm run plinth -- invite --email you@example.com")] : []),
        row("Try", `curl -H "Authorization: Bearer ${key ?? "plk_…"}" ${url}/v1/customers`),
        ...several,
        row("Stop", "Ctrl-C"),
      ];
  return `\n${bold(worker ? "Plinth's worker is ready" : "Plinth is ready")} ${dim(`(${seconds(ms)})`)}\n\n${rows.join("\n")}\n\n`;
}

function howToGetKey(organization: KnownOrganization | undefined, bootstrapped: boolean): string {
  if (bootstrapped) return "the one in PLINTH_BOOTSTRAP_KEY";
  if (organization === undefined) return 'npm run plinth -- organization create --name "Your company"';
  return `npm run plinth -- key create --organization ${organization.id} --role owner`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 9_950 ? 2 : 1)} s`;
}
