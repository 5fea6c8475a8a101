/** Addresses from templates. Pure. A value never becomes more than one step of a path, or one parameter. */
import { ErpFailure } from "./contract.ts";

export type Values = { id?: string; external_id?: string; since?: string };

const variable = /\{([a-z_]*)\}/g;

/** The names in a template. */
export function variablesIn(template: string): string[] {
  return [...template.matchAll(variable)].map(([, name = ""]) => name);
}

/** @throws ErpFailure for a value that no address can have */
export function addressOf(base: string, path: string, query: Record<string, string>, values: Values): URL {
  const steps = path.split("/").map((step) => {
    const filled = step.replace(variable, (_, name: string) => encodeURIComponent(valueNamed(values, name)));
    // `.` and `..` are resolved by whoever reads the address, also when they are written as %2e
    if (/^(\.|%2e){1,2}$/i.test(filled) || (filled === "" && step !== "")) throw noAddress();
    return filled;
  });
  const url = new URL(base.replace(/\/+$/, "") + steps.join("/"));
  for (const [name, template] of Object.entries(query)) {
    url.searchParams.set(
      name,
      template.replace(variable, (_, wanted: string) => valueNamed(values, wanted)),
    );
  }
  return within(base, url);
}

/** Credentials go nowhere but where they were given for. @throws ErpFailure */
export function within(base: string, url: URL): URL {
  const root = new URL(base);
  const folder = root.pathname.replace(/\/+$/, "");
  const inside = url.pathname === folder || url.pathname.startsWith(`${folder}/`);
  if (url.origin !== root.origin || !inside || url.username !== "" || url.password !== "") throw noAddress();
  return url;
}

function valueNamed(values: Values, name: string): string {
  const value = values[name as keyof Values];
  if (value === undefined) throw noAddress();
  return value;
}

const noAddress = () =>
  new ErpFailure("erp_bad_name", "An address there would lead out of the ERP's own.", { retryable: false });
