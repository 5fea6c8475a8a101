/**
 * What is particular about Microsoft: one endpoint speaks for all tenants, and its issuer is a template.
 * A token is good only when its issuer, its tenant and the key that signed it belong together. Without the
 * last check a key for private accounts could sign for any company, which has happened (2023).
 */
import { type Configuration, getJwksCache } from "openid-client";
import type { Answer } from "./kind.ts";

const placeholder = "{tenantid}";
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The tenant in which all private accounts live. */
const privateAccounts = "9188040d-6c67-4c5b-b112-36a304b66dad";

type Claims = Record<string, unknown>;

export function isTemplate(configuration: Configuration): boolean {
  return configuration.serverMetadata().issuer.includes("{");
}

/** Without the `iss` that the library would compare with the template; `checkTenant` compares it instead. */
export function forgetTemplate(configuration: Configuration, answer: Answer): Answer {
  if (!isTemplate(configuration)) return answer;
  return { ...answer, callback: { ...answer.callback, iss: undefined } };
}

/**
 * Why the tenant of a token is refused, or undefined. Asked after the library has proven the signature and
 * compared the issuer with the template.
 * @param tenant as configured: `common`, `organizations`, `consumers`, an id or a domain
 * @param kid of the key that signed
 * @param answered the callback's `iss`
 */
export function checkTenant(
  tenant: string,
  claims: Claims,
  kid: string | undefined,
  configuration: Configuration,
  answered: string | undefined,
): string | undefined {
  const { tid, iss } = claims;
  if (typeof tid !== "string" || !guid.test(tid)) return "it names no tenant";
  if (iss !== `https://login.microsoftonline.com/${tid}/v2.0`) return "its issuer is not that of its tenant";
  if (answered !== undefined && answered !== iss) return "another issuer than its own brought it";
  if (guid.test(tenant.toLowerCase()) && tid !== tenant.toLowerCase()) return "it is from another tenant";
  if (tenant === "consumers" && tid !== privateAccounts) return "it is not from a private account";
  if (tenant === "organizations" && tid === privateAccounts) return "it is from a private account";
  return keyBelongs(configuration, kid, tid, iss) ? undefined : "the key that signed it is not its issuer's";
}

/** Each key says for whom it signs: for every tenant, or for one. */
function keyBelongs(
  configuration: Configuration,
  kid: string | undefined,
  tid: string,
  iss: string,
): boolean {
  const keys: Claims[] = getJwksCache(configuration)?.jwks.keys ?? [];
  return keys
    .filter((key) => kid === undefined || key.kid === kid)
    .some(({ issuer }) =>
      // the keys of one tenant's own document may leave it out
      issuer === undefined ? !isTemplate(configuration) : String(issuer).replace(placeholder, tid) === iss,
    );
}
