import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import Fastify from "fastify";
import { askAt } from "#harness/ask";
import { execute } from "#harness/execute";
import { testDatabase } from "#harness/postgres";
import { until } from "#harness/until";
import { createDatabase, sql } from "#platform/db";
import { sendFailure } from "#platform/doors/rest";
import { catcherTransport, type Mail, renderMail, sendMail, startMailing } from "#platform/mail";
import { createKeyRing } from "#platform/secrets";
import { uuidv7 } from "#platform/uuid";
import { addMailCatcher } from "./index.ts";

const mine = await testDatabase();
const database = await createDatabase(mine);
const secrets = ["a secret of the tests, long enough to be one"];
const keyRing = createKeyRing(secrets);
const mailing = startMailing({
  database,
  keyRing,
  transport: catcherTransport(database, keyRing),
  failed: (error) => assert.fail(String(error)),
});
const server = Fastify();
server.setErrorHandler((error, request, reply) => sendFailure(request, reply, error));
addMailCatcher(server, { database, keyRing, publicUrl: "https://plinth.example.com" });
const url = await server.listen({ port: 0, host: "127.0.0.1" });
after(async () => {
  await server.close();
  await mailing.stop();
  await database.end();
  await mine.drop();
});

const link = "https://plinth.example.com/account/verify?token=a&more=1";
const mailTo = (to: string, subject = "Confirm"): Mail => ({
  kind: "verify_email",
  to,
  ...renderMail({
    locale: "en",
    subject,
    greeting: "Hello,",
    paragraphs: ["please."],
    action: { label: "Confirm", url: link, otherwise: "Or:" },
    footer: "Bye",
  }),
});

async function caught(...mails: Mail[]): Promise<void> {
  const written: { text: string; values: readonly unknown[] }[] = [];
  for (const mail of mails) sendMail({ later: (one) => void written.push(one) }, keyRing, mail);
  for (const { text, values } of written) await execute(mine.adminUrl, text, [...values]);
  mailing.nudge();
  await until("all to be caught", async () => {
    const [row] = await database.system<{ all: boolean }>(
      sql`select bool_and(caught) as all from plinth.mails`,
    );
    return row?.all;
  });
}

const json = (path: string) => askAt(url, "GET", path, { headers: { accept: "application/json" } });
const page = (path: string) =>
  askAt(url, "GET", path, { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } });

test("before any mail the page says how to get one, and the list is empty", async () => {
  assert.match((await page("/dev/mail")).text, /No mail was caught yet/);
  assert.deepEqual((await json("/dev/mail")).json, { data: [] });
});

describe("caught mails", () => {
  test("are listed as JSON when asked, the newest first, with their links", async () => {
    await caught(mailTo("ada@people.example", "First"));
    await caught(mailTo("bob@people.example", "Second"));
    const { data } = (await json("/dev/mail")).json;
    assert.deepEqual(
      data.map(({ subject }: Mail) => subject),
      ["Second", "First"],
    );
    const { id, sent_at, ...rest } = data[0];
    assert.deepEqual(rest, { ...mailTo("bob@people.example", "Second"), links: [link] });
    assert.match(sent_at, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual((await json(`/dev/mail/${id}`)).json, { data: [data[0]] });
  });

  test("are narrowed to an address, whatever its case", async () => {
    await caught(mailTo("Carl+x@People.example", "Third"));
    const { data } = (await json("/dev/mail?to=carl%2Bx@people.example")).json;
    assert.deepEqual(
      data.map(({ subject }: Mail) => subject),
      ["Third"],
    );
    const narrowed = (await page("/dev/mail?to=carl%2Bx@people.example")).text;
    assert.match(narrowed, /Third/);
    assert.doesNotMatch(narrowed, /First|Second/);
    assert.match((await page("/dev/mail?to=<b>@x")).text, /Only those to <strong>&#60;b&#62;@x/);
  });

  test("are pages for a browser: both forms, and links that can be followed", async () => {
    const [{ id }] = (await json("/dev/mail?to=ada@people.example")).json.data;
    const list = await page("/dev/mail");
    assert.match(list.text, new RegExp(`<a href="/dev/mail/${id}">First</a>`));
    const shown = await page(`/dev/mail/${id}`);
    assert.match(shown.text, new RegExp(`<iframe src="/dev/mail/${id}/html" sandbox="allow-popups `));
    assert.match(shown.text, /<pre[^>]*>Hello,\n/);
    assert.equal(shown.text.split(`href="${link.replace("&", "&#38;")}"`).length, 3);
    const framed = await page(`/dev/mail/${id}/html`);
    assert.match(framed.text, /<head><base target="_blank">/);
    assert.ok(framed.text.includes(mailTo("ada@people.example", "First").html.slice(-200)));
  });

  test("run nothing, whatever is in them, and are not kept by anybody on the way", async () => {
    await caught({
      ...mailTo("eve@people.example", "<script>alert(1)</script>"),
      html: "<script>alert(2)</script>",
    });
    const [{ id }] = (await json("/dev/mail?to=eve@people.example")).json.data;
    for (const path of ["/dev/mail", `/dev/mail/${id}`]) {
      const { text, headers } = await page(path);
      assert.doesNotMatch(text, /<script/);
      assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'; style-src 'sha256-/);
    }
    const framed = await page(`/dev/mail/${id}/html`);
    const policy = framed.headers.get("content-security-policy") ?? "";
    assert.match(policy, /^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';/);
    assert.doesNotMatch(policy, /allow-scripts|allow-same-origin|script-src/);
    for (const answer of [framed, await page("/dev/mail"), await json("/dev/mail")]) {
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    }
  });

  test("404: an id that is none, unknown, or of a mail that was sent", async () => {
    await execute(
      mine.adminUrl,
      "insert into plinth.mails (kind, sent_at) values ('sent', now()) returning id",
    );
    const sent = await execute(mine.adminUrl, "select id from plinth.mails where kind = 'sent'");
    for (const id of ["none", uuidv7(), String(sent[0]?.id), "'--"]) {
      for (const path of [`/dev/mail/${id}`, `/dev/mail/${id}/html`]) {
        const answer = await json(path);
        assert.deepEqual([answer.status, answer.json.code], [404, "not_found"], path);
      }
    }
    await execute(mine.adminUrl, "delete from plinth.mails where kind = 'sent'");
  });

  test("sealed under a secret that is gone are left out, the others are shown", async () => {
    const stranger = createKeyRing(["another secret of the tests, long enough"]);
    await execute(
      mine.adminUrl,
      "insert into plinth.mails (kind, payload, sent_at, caught) values ('odd', $1, now(), true)",
      [stranger.seal("mail", "{}")],
    );
    const { data } = (await json("/dev/mail")).json;
    assert.ok(data.length > 0 && data.every(({ kind }: Mail) => kind !== "odd"));
  });

  test("are those as well that others queue, such as mails about orders: each once", async () => {
    const [transport, id] = [catcherTransport(database, keyRing), uuidv7()];
    for (let attempt = 0; attempt < 2; attempt++)
      await transport.send(mailTo("zoe@people.example", "Yours"), id, AbortSignal.timeout(10_000));
    const { data } = (await json("/dev/mail?to=zoe@people.example")).json;
    assert.deepEqual(
      data.map((mail: Mail & { id: string }) => [mail.id, mail.subject]),
      [[id, "Yours"]],
    );
  });

  test("are shown a hundred at most", async () => {
    await caught(...Array.from({ length: 105 }, (_, i) => mailTo("many@people.example", `Mail ${i}`)));
    const { data } = (await json("/dev/mail")).json;
    assert.equal(data.length, 100);
    assert.equal(data[0].subject, "Mail 104");
    assert.equal((await json("/dev/mail?to=many@people.example")).json.data.length, 100);
    assert.equal((await json("/dev/mail?to=ada@people.example")).json.data.length, 1);
  });
});

test("404: under a name that is not ours there is no mail, whatever it was made to lead to", async () => {
  const asked = (host: string) => server.inject({ url: "/dev/mail", headers: { host } });
  for (const host of ["evil.example", "127.0.0.1.evil.example", "10.0.0.7:3000"])
    assert.equal((await asked(host)).statusCode, 404, host);
  for (const host of ["localhost:3000", "127.0.0.1", "plinth.example.com"])
    assert.equal((await asked(host)).statusCode, 200, host);
});

test("404: from the open network there is no mail, whoever it is said to be for", async () => {
  const asked = (remoteAddress: string, headers: Record<string, string> = {}) =>
    server.inject({ url: "/dev/mail", remoteAddress, headers: { host: "localhost:3000", ...headers } });
  for (const stranger of ["192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7"])
    for (const said of ["", "127.0.0.1"])
      assert.equal((await asked(stranger, { "x-forwarded-for": said })).statusCode, 404, stranger);
  for (const own of ["127.0.0.1", "10.1.2.3", "192.168.1.5", "::1", "::ffff:172.17.0.1"])
    assert.equal((await asked(own)).statusCode, 200, own);
});
