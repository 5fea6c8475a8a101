/** The page where a session of the fake of Stripe is paid. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Books } from "./stripe-books.ts";
import { readForm, textAt } from "./stripe-form.ts";

export const outcomes = ["succeeded", "failed", "requires_action", "processing"] as const;
type Outcome = (typeof outcomes)[number];

/** @throws for an id that nothing has, so that a test does not pay what is not there */
export function paidBy(books: Books, id: string, outcome: Outcome): void {
  const session = books.get(id, "checkout.session");
  if (session === undefined) {
    const intent = books.get(id, "payment_intent");
    if (intent === undefined) throw new Error(`the fake of Stripe has no ${id}`);
    books.attempt(intent, outcome);
    return;
  }
  if (session.status !== "open") return;
  const { metadata } = session.payment_intent_data as { metadata: Record<string, string> };
  const known = books.get(String(session.payment_intent), "payment_intent");
  const intent =
    known ?? books.createIntent(Number(session.amount_total), String(session.currency), metadata);
  session.payment_intent = intent.id;
  if (books.attempt(intent, outcome) && outcome === "succeeded") books.complete(session);
}

/** `GET /pay/cs_…` shows it, `POST /pay/cs_…` with `outcome=succeeded` pays it. */
export function payPage(
  request: IncomingMessage,
  response: ServerResponse,
  { books, text, say }: { books: Books; text: string; say: (line: string) => void },
): void {
  const id = (request.url ?? "").slice("/pay/".length);
  const session = books.get(id, "checkout.session");
  if (session === undefined) {
    end(response, 404, "There is no such session.");
    return;
  }
  const amount = `${Number(session.amount_total)} ${String(session.currency).toUpperCase()} in minor units`;
  if (request.method === "POST") {
    const wanted = textAt(readForm(text), "outcome") ?? "succeeded";
    const outcome = outcomes.find((one) => one === wanted) ?? "failed";
    say(`at the page: ${outcome.replace("_", " ")}, ${amount}`);
    paidBy(books, id, outcome);
    response.writeHead(303, {
      location: String(wanted === "succeeded" ? session.success_url : session.cancel_url),
    });
    response.end();
    return;
  }
  say(`a page was opened: ${amount}`);
  const buttons = outcomes.map(
    (one) => `<button name="outcome" value="${one}">${one.replace("_", " ")}</button>`,
  );
  end(
    response,
    200,
    `<!doctype html><title>Pay</title><h1>A Stripe that is none</h1>
     <p>${amount}, ${String(session.status)}</p>
     <form method="post">${buttons.join(" ")}</form>`,
  );
}

function end(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
  response.end(html);
}
