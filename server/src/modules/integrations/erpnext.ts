/** ERPNext, over the REST interface of Frappe: Customer, Item, Sales Order and Payment Entry. */
import { type ErpConnector, erpKinds } from "./contract.ts";
import { ErpnextConfiguration, ErpnextCredentials, mistakesIn } from "./erpnext-configuration.ts";
import { map, needs } from "./erpnext-map.ts";
import { pull } from "./erpnext-pull.ts";
import { hands } from "./erpnext-push.ts";
import { testConnection } from "./erpnext-ready.ts";
import { pushOnce, resolveOnce } from "./push-once.ts";

export const erpnext: ErpConnector<ErpnextConfiguration> = {
  name: "erpnext",
  title: "ERPNext",
  describe:
    "Keeps customers, items, sales orders and payments of ERPNext in step. Each document carries the id of yours in a unique custom field, plinth_id.",
  kinds: erpKinds,
  configuration: ErpnextConfiguration,
  credentials: ErpnextCredentials,
  check: mistakesIn,
  needs,
  map,
  push: (wish, calls) => pushOnce(wish, hands(wish, calls)),
  pull,
  resolve: (take, wish, calls) => resolveOnce(take, wish, hands(wish, calls)),
  test: testConnection,
};
