import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import { type Mail, NotSent } from "./mail.ts";
import { resendTransport } from "./resend.ts";

const mail: Mail = {
  kind: "verify_email",
  to: "ada@people.example",
  subject: "Confirm",
  text: "text",
  html: "<p>html</p>",
};
const from = { name: 'The "best" Plinth', address: "no-reply@plinth.example.com" };
const id = "0199b6a2-7c1e-7aaa-8bbb-123456789abc";
const patient = () => AbortSignal.timeout(10_000);

type Taken = { path: string | undefined; headers: IncomingHttpHeaders; body: Record<string, unknown> };

/** What Resend promises: under a key that it knows it sends nothing and answers as before. */
async function fakeResend(answer: { status: number } | "silence") {
  const asked: Taken[] = [];
  const sent = new Map<string, unknown>();
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const taken = { path: request.url, headers: request.headers, body: JSON.parse(text) };
    asked.push(taken);
    if (answer === "silence" || answer.status < 300)
      sent.set(String(request.headers["idempotency-key"]), taken.body);
    if (answer === "silence") return;
    response.writeHead(answer.status, { "content-type": "application/json", location: "/elsewhere" });
    response.end(JSON.stringify({ name: "said", message: `about ${mail.to}` }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, sent, transport: resendTransport({ apiKey: "re_secret", url }, from) };
}

async function refusalOf(sending: Promise<unknown>): Promise<[string, boolean]> {
  const error = await sending.then(
    () => assert.fail("it was sent"),
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof NotSent, String(error));
  return [error.code, error.permanent];
}

describe("a mail by Resend", () => {
  test("goes to one address, with both forms, under the key of its row", async () => {
    const { asked, transport } = await fakeResend({ status: 200 });
    await transport.send(mail, id, patient());
    const [taken] = asked;
    assert.equal(taken?.path, "/emails");
    assert.equal(taken?.headers.authorization, "Bearer re_secret");
    assert.equal(taken?.headers["idempotency-key"], id);
    assert.deepEqual(
      { ...taken?.body, headers: undefined },
      {
        tags: [{ name: "plinth_mail", value: id }],
        from: '"The \\"best\\" Plinth" <no-reply@plinth.example.com>',
        to: [mail.to],
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        headers: undefined,
      },
    );
  });

  test("may carry a name of its own, from the same address, and say where answers go", async () => {
    const { asked, transport } = await fakeResend({ status: 200 });
    const senderName = 'A" <thief@evil.example>\r\nBcc: thief@evil.example';
    await transport.send({ ...mail, senderName, replyTo: "office@mueller.example" }, id, patient());
    const { from: sent, reply_to } = asked[0]?.body ?? {};
    assert.equal(sent, '"A\\" <thief@evil.example> Bcc: thief@evil.example" <no-reply@plinth.example.com>');
    assert.equal(reply_to, "office@mueller.example");
  });

  test("that was taken but not answered is repeated under the same key, and leaves once", async () => {
    const { asked, sent, transport } = await fakeResend("silence");
    for (let attempt = 0; attempt < 2; attempt++)
      assert.deepEqual(await refusalOf(transport.send(mail, id, AbortSignal.timeout(200))), [
        "resend TimeoutError",
        false,
      ]);
    assert.equal(asked.length, 2);
    assert.deepEqual([...sent.keys()], [id]);
  });

  const answers: [status: number, permanent: boolean, why: string][] = [
    [400, true, "the mail is malformed"],
    [422, true, "the address is none"],
    [429, false, "too many"],
    [500, false, "their fault"],
    [503, false, "their fault"],
    [401, false, "the key is wrong, which is not the mail's fault"],
    [403, false, "the domain is not verified yet"],
    [409, false, "the first attempt is still under way"],
    [302, false, "no redirect is followed with the key"],
  ];
  for (const [status, permanent, why] of answers) {
    test(`${status} is ${permanent ? "final" : "tried again"}: ${why}`, async () => {
      const { asked, transport } = await fakeResend({ status });
      const [code, forGood] = await refusalOf(transport.send(mail, id, patient()));
      assert.equal(forGood, permanent);
      assert.match(code, status === 302 ? /^resend \w+$/ : new RegExp(`^resend ${status}$`));
      assert.equal(asked.length, 1);
    });
  }

  test("that reaches nobody is tried again", async () => {
    const transport = resendTransport({ apiKey: "re_secret", url: "http://127.0.0.1:1" }, from);
    const [code, permanent] = await refusalOf(transport.send(mail, id, patient()));
    assert.match(code, /^resend \w+$/);
    assert.equal(permanent, false);
  });
});
