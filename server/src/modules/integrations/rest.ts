/** Any ERP with a REST interface that speaks JSON, as a configuration describes it. */
import { type ErpConnector, erpKinds } from "./contract.ts";
import { pushOnce, resolveOnce } from "./push-once.ts";
import { itemsIn, readAt, urlOf } from "./rest-ask.ts";
import { RestConfiguration, RestCredentials } from "./rest-configuration.ts";
import { kindOf, map, needs } from "./rest-map.ts";
import { mistakesIn } from "./rest-mistakes.ts";
import { pull } from "./rest-pull.ts";
import { hands } from "./rest-push.ts";

const nobody = "00000000-0000-0000-0000-000000000000";

export const restErp: ErpConnector<RestConfiguration> = {
  name: "rest_erp",
  title: "ERP with a REST interface",
  describe:
    "Keeps any ERP in step that makes, changes, finds and lists its objects over REST with JSON. The configuration says how they are called there.",
  kinds: erpKinds,
  configuration: RestConfiguration,
  credentials: RestCredentials,
  check: mistakesIn,
  needs,
  map,
  push: (wish, calls) => pushOnce(wish, hands(wish, calls)),
  pull,
  resolve: (take, wish, calls) => resolveOnce(take, wish, hands(wish, calls)),
  /** Looks for what nobody has: that shows address, credentials and where a list stands. */
  async test(calls) {
    for (const kind of calls.kinds) {
      const { find } = kindOf(calls.configuration, kind);
      const answered = await readAt(calls, urlOf(calls, find, { id: nobody }));
      if (answered !== undefined) itemsIn(answered.body, find.items);
    }
  },
};
