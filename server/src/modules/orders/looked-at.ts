/** Orders as looks at them go by: everything that is true of one is asked of its id. */
import { rowsOf } from "#platform/invariants";

export const lookedAt = { of: rowsOf({ name: "orders", table: "orders" }), noun: "order" };
