/** What people prove themselves with lies nowhere in clear: in no table, and in no line of the log. */
import assert from "node:assert/strict";
import { test } from "node:test";
import pino from "pino";
import { testApp } from "#harness/app";
import { mailTo, tokenIn } from "#harness/caught-mail";
import { startInstance } from "#harness/instance";
import { tablesHolding } from "#harness/tables-holding";
import { totpCode, totpStep } from "../../src/modules/identity/totp.ts";

const t = await testApp();
const email = "ada@example.com";
const [first, second, third] = [
  "correct zebra battery staple",
  "a wholly different phrase",
  "the third of them all",
];

test("a whole life of an account leaves no secret in a table or in the log", async () => {
  const lines: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const instance = await startInstance(t.database, { logger });
  const secrets: Record<string, string> = { first, second, third };
  const post = async (
    path: string,
    body: object,
    { key, cookie }: { key?: string; cookie?: string } = {},
  ) => {
    const headers = { origin: "http://localhost:3000", ...(cookie && { cookie }) };
    const answer = await instance.ask("POST", path, { body, headers, ...(key && { key }) });
    assert.ok(answer.status < 300 || answer.json.code === "mfa_required", `${path}: ${answer.text}`);
    return answer;
  };
  const keep = (name: string, secret: string) => {
    assert.ok(secret.length > 10, name);
    secrets[name] = secret;
    return secret;
  };
  const mailed = async (kind: string) => tokenIn(await mailTo(t, email, kind));

  await post("/v1/auth/register", { email, password: first, name: "Ada Lovelace" });
  await post("/v1/auth/verify_email", { token: keep("verification", await mailed("verify_email")) });
  const login = (await post("/v1/auth/login", { email, password: first })).json;
  const key = keep("access token", login.access_token);
  const refreshed = await post("/v1/auth/refresh", {
    refresh_token: keep("refresh token", login.refresh_token),
  });
  keep("successor", refreshed.json.refresh_token);

  const secret = keep("authenticator", (await post("/v1/me/totp", {}, { key })).json.secret);
  const step = totpStep(new Date());
  const confirmed = await post("/v1/me/totp/confirm", { code: totpCode(secret, step - 1) }, { key });
  const [code = "", spare = ""] = confirmed.json.recovery_codes as string[];
  keep("recovery code", code);
  keep("spare code", spare.replaceAll("-", ""));
  const asked = await post("/v1/auth/login", { email, password: first, session: "cookie" });
  const half = { mfa_token: keep("mfa token", asked.json.mfa_token), recovery_code: code };
  const cookies = (await post("/v1/auth/login/totp", half)).headers.getSetCookie().join("; ");
  const cookie = keep("session cookie", /plinth_session=([^;]+)/.exec(cookies)?.[1] ?? "");
  keep("device cookie", /plinth_device=([^;]+)/.exec(cookies)?.[1] ?? "");
  const browser = { cookie: `plinth_session=${cookie}` };
  const proven = await post("/v1/auth/step_up", { code: totpCode(secret, step) }, browser);
  const next = keep(
    "next cookie",
    /plinth_session=([^;]+)/.exec(proven.headers.getSetCookie().join())?.[1] ?? "",
  );

  const change = { current_password: first, new_password: second };
  await post("/v1/me/password", change, { cookie: `plinth_session=${next}` });
  await post("/v1/auth/password/forgot", { email });
  await post("/v1/auth/password/reset", {
    token: keep("reset", await mailed("password_reset")),
    password: third,
  });
  await instance.close();

  assert.ok(lines.some((line) => line.includes("/v1/auth/password/reset")));
  assert.ok(Object.keys(secrets).length >= 14);
  for (const [name, words] of Object.entries(secrets)) {
    assert.deepEqual(await tablesHolding(t.database.adminUrl, words), [], name);
    assert.ok(!lines.join("").includes(words), name);
  }
  // the search finds what is there
  assert.ok((await tablesHolding(t.database.adminUrl, email)).includes("users"));
});
