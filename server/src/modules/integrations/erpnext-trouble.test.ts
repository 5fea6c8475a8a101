import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { customer, failing, order, siteForEach } from "#harness/erpnext-site";
import { ErpFailure, type ErpRequest } from "./contract.ts";
import { erpnext } from "./erpnext.ts";

const site = siteForEach();

describe("what goes wrong there", () => {
  test("an error after they committed makes no double", async () => {
    for (const loss of ["error", "page"] as const) {
      const name = `Customer of ${loss}`;
      site.erp.hostility.losses = [loss];
      let drawn = 0; // whether, and how
      site.erp.hostility.random = () => (site.erp.log.at(-1)?.method === "POST" && drawn++ < 2 ? 0 : 1);
      site.erp.hostility.lost = 0.5;
      const id = `0199f3c2-0000-7000-8000-0000000000${loss === "error" ? "11" : "12"}`;
      const pushed = await erpnext.push(site.wish({ ...customer, id, name }), site.calls());
      assert.equal(pushed.outcome, "unchanged");
      assert.equal(site.erp.documents.all("Customer").filter(({ plinth_id }) => plinth_id === id).length, 1);
    }
  });

  test("no answer is waited out for as long as they may still be at work", async () => {
    for (const loss of ["reset", "gateway", "hang"] as const) {
      site.erp.hostility.losses = [loss];
      site.erp.hostility.lost = 0.5;
      site.erp.hostility.random = () => (site.erp.log.at(-1)?.method === "POST" ? 0 : 1);
      const id = `0199f3c2-0000-7000-8000-0000000000${loss.length}0`;
      const impatient = site.calls({ timeout_seconds: 1 });
      const lost = erpnext.push(site.wish({ ...customer, id, name: loss }), impatient);
      await assert.rejects(
        lost,
        (error) => error instanceof ErpFailure && error.retryAfterMs === 7_000 && error.retryable,
      );
      site.erp.hostility.lost = 0;
      assert.equal(
        (await erpnext.push(site.wish({ ...customer, id, name: loss }), site.calls())).outcome,
        "unchanged",
      );
    }
    assert.equal(site.erp.documents.all("Customer").length, 3);
  });

  test("a wrong key, a refusal and a strange page say what they are, in our words", async () => {
    const wrongKey = { ...site.calls(), credentials: { api_key: "k", api_secret: "s" } };
    await assert.rejects(erpnext.push(site.wish(customer), wrongKey), failing("erp_credentials"));
    await assert.rejects(
      erpnext.push(site.wish(order), site.calls()),
      (error) => error instanceof ErpFailure && !error.retryable && /LinkValidationError/.test(error.detail),
    );
    const page = {
      ...site.calls(),
      send: async () => ({ status: 200, headers: new Headers(), body: "<html>Log in</html>" }),
    };
    await assert.rejects(erpnext.push(site.wish(customer), page), failing("erp_unreadable"));
  });

  test("a name of theirs never leads out of its path", async () => {
    const urls: string[] = [];
    const send = async ({ url }: ErpRequest) => {
      urls.push(url);
      return { status: 404, headers: new Headers(), body: "{}" };
    };
    const odd = site.wish(customer, { externalId: "../../method/frappe.x?y=1#z" });
    await assert.rejects(erpnext.push(odd, { ...site.calls(), send }));
    assert.match(urls[0] ?? "", /\/api\/resource\/Customer\/\.\.%2F\.\.%2Fmethod%2Ffrappe\.x%3Fy%3D1%23z$/);
    await assert.rejects(
      erpnext.push(site.wish(customer, { externalId: ".." }), { ...site.calls(), send }),
      failing("erp_bad_name"),
    );
  });

  test("a test of the connection finds the unique field, or says how to add it", async () => {
    await erpnext.test(site.calls());
    site.erp.documents.withoutField("Item");
    await assert.rejects(
      erpnext.test(site.calls()),
      (error) => failing("erp_field_missing")(error) && /Customize Form, choose Item/.test(String(error)),
    );
    await erpnext.test({ ...site.calls(), kinds: ["customers"] });
  });
});
