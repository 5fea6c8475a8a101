/** What a connection may be, in sentences. */
import { isMember } from "#modules/organizations";
import type { Tx } from "#platform/db";
import { type FieldError, invalidInput, notFound } from "#platform/errors";
import type { Connector } from "./connector.ts";
import type { Connectors } from "./input.ts";

/** @throws 422 naming those that there are */
export function connectorNamed(connectors: Connectors, name: string): Connector {
  const connector = connectors.get(name);
  if (connector !== undefined) return connector;
  const known = [...connectors.keys()].sort().join(", ");
  throw mistake({ pointer: "/connector", code: "enum", detail: `must be one of ${known}` });
}

/** Of a connection that exists: its connector may be gone with the version that brought it. @throws 404 */
export function connectorOf(connectors: Connectors, name: string): Connector {
  const connector = connectors.get(name);
  if (connector === undefined) throw notFound(`This installation has no connector "${name}" any more.`);
  return connector;
}

/** @throws 422 for a kind of data that the connector does not take */
export function checkAllowed({ allows }: Connector, wanted: readonly string[]): void {
  const errors = wanted.flatMap((kind, i): FieldError[] =>
    allows.includes(kind)
      ? []
      : [{ pointer: `/allows/${i}`, code: "enum", detail: `must be one of ${allows.join(", ")}` }],
  );
  if (errors.length > 0) throw invalidInput("The connector does not take such data.", { errors });
}

/** Whoever is told must be here to hear it. @throws 422 */
export async function checkOwner(tx: Tx, userId: string | null): Promise<void> {
  if (userId !== null && !(await isMember(tx, userId)))
    throw mistake({ pointer: "/owner_user_id", code: "not_found", detail: "There is no such member." });
}

/** @throws 422 for a field that says where the credentials are sent, and says something else now */
export function checkFixed(
  { fixed }: Connector,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): void {
  const errors = fixed.flatMap((name): FieldError[] =>
    JSON.stringify(before[name]) === JSON.stringify(after[name])
      ? []
      : [
          {
            pointer: `/configuration/${name}`,
            code: "fixed",
            detail: `"${name}" says where the credentials are sent: make another connection for another place.`,
          },
        ],
  );
  if (errors.length > 0) throw invalidInput("Where the credentials are sent does not change.", { errors });
}

export function mistake(error: FieldError): Error {
  return invalidInput('One field is not as it should be; see "errors".', { errors: [error] });
}
