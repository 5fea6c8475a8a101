/** An endpoint is told everything, once it works, in order, under numbers without a hole, whatever it does in between. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { testApp } from "#harness/app";
import { execute } from "#harness/execute";
import { type Shop, shop } from "#harness/shop";
import { until } from "#harness/until";
import { startReceiver } from "../../fakes/receiver.ts";

const t = await testApp();
const receiver = await startReceiver();
after(() => receiver.close());
const s = await shop(t);
const { adminUrl } = t.database;

test("201: the first", async () => {
  const made = await s.post("/v1/webhook_endpoints", { url: `${receiver.url}/a`, events: ["product.*"] });
  assert.equal(made.status, 201, made.text);
  receiver.knows(made.json.secret);
  const product = await s.product();
  await until("it to be told", () => receiver.taken("/a").length === 1);
  console.log(receiver.log[0], product);
  const list = await s.get("/v1/deliveries?expand=log");
  console.log(JSON.stringify(list.json, null, 1));
  new Webhook(made.json.secret).verify(receiver.log[0]?.body ?? "", receiver.log[0]?.headers ?? {});
});
