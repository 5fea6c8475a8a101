/** An organization's own day, and what the numbers of its orders begin with. */
import { timeZone } from "#modules/organizations";
import type { Context } from "#platform/access";
import { dayIn } from "#platform/clock";
import { numberPrefix } from "./settings.ts";

type Caller = Pick<Context, "tenant" | "now">;

/** The day of the request where the organization is, as YYYY-MM-DD. */
export function today(context: Caller): string {
  return dayIn(timeZone.of(context), context.now);
}

/** `SO-2026`: numbers count anew with each year of the organization, and with each prefix that it chooses. */
export function seriesOf(context: Caller): string {
  return `${numberPrefix.of(context)}-${today(context).slice(0, 4)}`;
}
