/** What every operation for an organization says beside its answer: how many requests are left. */
import { headerOf, type Operation, type Placed } from "./operation.ts";

const headers = { RateLimit: headerOf("RateLimit"), "RateLimit-Policy": headerOf("RateLimit-Policy") };

/** Of people's own and of public ones nothing is counted: those that name a security of their own. */
export function withAllowance({ operation, ...place }: Placed): Placed {
  if (operation.security !== undefined) return { operation, ...place };
  return { ...place, operation: { ...operation, responses: told(operation.responses) } };
}

/** Problems are shared by reference, and say so in their words. */
function told(responses: Operation["responses"]): Operation["responses"] {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [
      status,
      "$ref" in response ? response : { ...response, headers: { ...response.headers, ...headers } },
    ]),
  );
}
