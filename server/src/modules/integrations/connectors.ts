/** The ERPs that this installation can keep in step with, as connections know them. */

import type { TObject } from "typebox";
import { ConnectionFault, type Connector, defineConnector } from "#modules/connections";
import { invalidInput } from "#platform/errors";
import { type ErpConnector, ErpFailure } from "./contract.ts";
import { callsOf } from "./erp-calls.ts";
import { erpnext } from "./erpnext.ts";
import { ErpnextConfiguration, ErpnextCredentials } from "./erpnext-configuration.ts";
import { restErp } from "./rest.ts";
import { RestConfiguration, RestCredentials } from "./rest-configuration.ts";

type AnyErp = ErpConnector<never>;

const known = new Map<string, AnyErp>([
  [erpnext.name, erpnext as AnyErp],
  [restErp.name, restErp as AnyErp],
]);

/** Undefined for a connection to something else, such as a payment service. */
export function erpNamed(connector: string): ErpConnector | undefined {
  return known.get(connector) as ErpConnector | undefined;
}

export const erpNames: readonly string[] = [...known.keys()];

/** For the module of connections. Where the credentials are sent is fixed with them. */
export const erpConnectors: Connector[] = [
  connectorOf(erpnext as AnyErp, ErpnextConfiguration, ErpnextCredentials, ["url"]),
  connectorOf(restErp as AnyErp, RestConfiguration, RestCredentials, ["base_url", "auth"]),
];

function connectorOf(erp: AnyErp, configuration: TObject, credentials: TObject, fixed: string[]): Connector {
  const { name, title, describe, kinds } = erp;
  const connector = defineConnector({
    ...{ name, title, describe, configuration, credentials, fixed },
    allows: [...kinds],
    // an ERP of a middling company: more at once makes its people wait
    concurrency: 4,
    async test(call) {
      try {
        await erp.test(callsOf({ ...call, credentials: call.credentials as Record<string, unknown> }));
      } catch (error) {
        if (error instanceof ErpFailure) throw new ConnectionFault(error.detail);
        throw error;
      }
      return "It was reached, and is ready for what the connection allows.";
    },
  });
  return {
    ...connector,
    checkConfiguration(value, prefix) {
      connector.checkConfiguration(value, prefix);
      const mistakes = erp.check?.(value as never) ?? [];
      if (mistakes.length === 0) return;
      throw invalidInput("The configuration cannot be used.", {
        errors: mistakes.map(({ pointer, detail }) => ({
          pointer: `${prefix}${pointer}`,
          code: "invalid",
          detail,
        })),
      });
    },
  };
}
