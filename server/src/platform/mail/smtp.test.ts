import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { after, describe, test } from "node:test";
import type { SMTPServerOptions } from "smtp-server";
import { type Answer, type SmtpHost, startSmtpHost } from "#harness/smtp-host";
import { until } from "#harness/until";
import { type Mail, NotSent } from "./mail.ts";
import { type SmtpServer, smtpOptions, smtpTransport } from "./smtp.ts";

const mail: Mail = {
  kind: "verify_email",
  to: "ada@people.example",
  subject: "Bestätigen Sie Ihre Adresse ✓",
  text: "Grüße\n\nhttps://plinth.example.com/account/verify?token=abc\n.\nafter a lone dot\n",
  html: '<p>Grüße</p><a href="https://plinth.example.com/account/verify?token=abc">Bestätigen</a>',
};
const from = { name: "Plinth", address: "no-reply@plinth.example.com" };
const id = "0199b6a2-7c1e-7aaa-8bbb-123456789abc";
const patient = () => AbortSignal.timeout(10_000);

async function host(answers: Answer[], options: SMTPServerOptions = {}): Promise<SmtpHost> {
  const started = await startSmtpHost(answers, options);
  after(started.close);
  return started;
}

const transportTo = (port: number, more: Partial<SmtpServer> = {}) =>
  smtpTransport({ host: "127.0.0.1", port, secure: false, ...more }, from);

async function refusalOf(sending: Promise<unknown>): Promise<[string, boolean]> {
  const error = await sending.then(
    () => assert.fail("it was sent"),
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof NotSent, String(error));
  assert.doesNotMatch(error.code, /ada|people|token/);
  return [error.code, error.permanent];
}

describe("a mail over SMTP", () => {
  test("arrives with both forms, its sender, one recipient and the Message-ID of its row", async () => {
    const { port, received, recipients } = await host(["take"]);
    await transportTo(port).send(mail, id, patient());
    const [email] = received;
    assert.equal(email?.subject, mail.subject);
    assert.equal(email?.text?.trimEnd(), mail.text.trimEnd());
    assert.equal(email?.html?.trim(), mail.html);
    assert.deepEqual(email?.from, from);
    assert.deepEqual(recipients, [[mail.to]]);
    assert.equal(email?.messageId, `<${id}@plinth.example.com>`);
    assert.equal(email?.headers.find(({ key }) => key === "auto-submitted")?.value, "auto-generated");
  });

  test("may carry a name of its own, from the same address, and say where answers go", async () => {
    const { port, received } = await host(["take"]);
    const own = { senderName: 'Müller & "Söhne"', replyTo: "office@mueller.example" };
    await transportTo(port).send({ ...mail, ...own }, id, patient());
    assert.deepEqual(received[0]?.from, { name: own.senderName, address: from.address });
    assert.deepEqual(received[0]?.replyTo, [{ name: "", address: own.replyTo }]);
  });

  test("has the same Message-ID when it is repeated, and another one otherwise", async () => {
    const { port, received } = await host(["take"]);
    const other = id.replace("0", "1");
    for (const which of [id, id, other]) await transportTo(port).send(mail, which, patient());
    assert.deepEqual(
      received.map(({ messageId }) => messageId),
      [id, id, other].map((which) => `<${which}@plinth.example.com>`),
    );
  });

  test("cannot write headers of its own or reach a second recipient", async () => {
    const { port, received, recipients } = await host(["take"]);
    const subject = "Hello\r\nBcc: thief@evil.example\r\n\r\nbody";
    await transportTo(port).send({ ...mail, subject }, id, patient());
    const senderName = 'A" <thief@evil.example>\r\nBcc: thief@evil.example\r\n\r\nbody';
    await transportTo(port).send({ ...mail, senderName }, id, patient());
    assert.equal(received[1]?.from?.address, from.address);
    assert.equal(
      received[1]?.headers.some(({ key }) => key === "bcc"),
      false,
    );
    assert.deepEqual(recipients, [[mail.to], [mail.to]]);
    assert.equal(
      received[0]?.headers.some(({ key }) => key === "bcc"),
      false,
    );
    await refusalOf(
      transportTo(port).send({ ...mail, to: "a@b.example, thief@evil.example" }, id, patient()),
    );
    assert.ok(
      recipients.flat().every((address) => address === mail.to),
      String(recipients),
    );
  });

  test("logs in, and a wrong password is not the mail's fault", async () => {
    const options: SMTPServerOptions = {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === "me" && password === "right"
          ? done(null, { user: username })
          : done(Object.assign(new Error("5.7.8 no"), { responseCode: 535 })),
    };
    const { port, received } = await host(["take"], options);
    await transportTo(port, { user: "me", password: "right" }).send(mail, id, patient());
    assert.equal(received.length, 1);
    const wrong = transportTo(port, { user: "me", password: "wrong" }).send(mail, id, patient());
    assert.deepEqual(await refusalOf(wrong), ["smtp 535 5.7.8", false]);
  });
});

describe("a mail that is not taken", () => {
  const answers: [name: string, answer: Answer, expected: [string, boolean]][] = [
    ["for now, by 451", { code: 451, text: "4.7.1 later, ada@people.example" }, ["smtp 451 4.7.1", false]],
    ["for good, by 550", { code: 550, text: "5.1.1 no ada@people.example" }, ["smtp 550 5.1.1", true]],
    ["for good, without an enhanced code", { code: 554, text: "token=abc is spam" }, ["smtp 554", true]],
    ["because the line is cut after DATA", "drop", ["smtp ECONNECTION", false]],
  ];
  for (const [name, answer, expected] of answers) {
    test(`${name}: ${expected[1] ? "never tried again" : "tried again"}`, async () => {
      const { port } = await host([answer]);
      assert.deepEqual(await refusalOf(transportTo(port).send(mail, id, patient())), expected);
    });
  }

  test("because of its recipient is never tried again, because of its sender it is", async () => {
    const refuse =
      (code: number): NonNullable<SMTPServerOptions["onRcptTo"]> =>
      (_address, _session, done) =>
        done(Object.assign(new Error("5.1.8 no"), { responseCode: code }));
    const picky = await host(["take"], { onRcptTo: refuse(550) });
    assert.deepEqual(await refusalOf(transportTo(picky.port).send(mail, id, patient())), [
      "smtp 550 5.1.8",
      true,
    ]);
    const grey = await host(["take"], { onRcptTo: refuse(450) });
    assert.deepEqual((await refusalOf(transportTo(grey.port).send(mail, id, patient())))[1], false);
    const stranger = await host(["take"], { onMailFrom: refuse(550) });
    assert.deepEqual(await refusalOf(transportTo(stranger.port).send(mail, id, patient())), [
      "smtp 550 5.1.8",
      false,
    ]);
  });

  test("because the server says nothing is given up when the signal says so", async () => {
    const { port, received } = await host(["hang"]);
    const hasty = new AbortController();
    const sending = refusalOf(transportTo(port).send(mail, id, hasty.signal));
    await until("the mail to arrive", () => received.length === 1);
    hasty.abort();
    assert.deepEqual(await sending, ["smtp EABORT", false]);

    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    after(() => silent.close());
    await new Promise((resolve) => silent.once("listening", resolve));
    const mute = transportTo((silent.address() as AddressInfo).port);
    assert.deepEqual(await refusalOf(mute.send(mail, id, AbortSignal.timeout(100))), ["smtp EABORT", false]);
  });

  test("because nobody listens is tried again", async () => {
    const { port, close } = await startSmtpHost(["take"]);
    await close();
    assert.deepEqual(await refusalOf(transportTo(port).send(mail, id, patient())), [
      "smtp ECONNREFUSED",
      false,
    ]);
  });
});

test("a password is never sent in clear over a network", async () => {
  const cases: [Partial<SmtpServer>, boolean][] = [
    [{ host: "mail.example", user: "me" }, true],
    [{ host: "127.0.0.1.evil.example", user: "me" }, true],
    [{ host: "mail.example" }, false],
    [{ host: "mail.example", user: "me", secure: true }, false],
    [{ host: "127.0.0.1", user: "me" }, false],
    [{ host: "localhost", user: "me" }, false],
  ];
  for (const [server, requireTLS] of cases)
    assert.equal(
      smtpOptions({ host: "", port: 587, secure: false, ...server }).requireTLS,
      requireTLS,
      JSON.stringify(server),
    );
});
