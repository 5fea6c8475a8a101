/**
 * The description that an issuer publishes of itself (discovery), kept for an hour. Only its text is kept:
 * the library makes a new configuration of it for each sign-in, and so asks for the keys anew. A key that was
 * rotated a second ago is known, one that was withdrawn is not; it costs a sign-in one more call.
 */
import type { CustomFetch } from "openid-client";

type Text = { status: number; type: string; text: string };

const lifetimeMs = 60 * 60_000;
/** Whoever can make a sign-in fail could otherwise make us ask each time. */
const keptAtLeastMs = 60_000;

export type Description = {
  fetch: CustomFetch;
  /** After a failure: it may have changed. */
  doubt(): void;
};

/** @param nowMs milliseconds on any clock that does not stand still */
export function keepDescription(fetch: CustomFetch, nowMs: () => number): Description {
  let kept: { answer: Promise<Text>; since: number } | undefined;

  return {
    async fetch(url, options) {
      if (!url.endsWith("/.well-known/openid-configuration")) return fetch(url, options);
      if (kept === undefined || nowMs() - kept.since > lifetimeMs) {
        const asked = { answer: read(fetch(url, options)), since: nowMs() };
        kept = asked; // many who ask at once share one call
        const drop = () => {
          if (kept === asked) kept = undefined;
        };
        asked.answer.then(({ status }) => status !== 200 && drop(), drop);
      }
      const { status, type, text } = await kept.answer;
      return new Response(text === "" ? null : text, { status, headers: { "content-type": type } });
    },
    doubt() {
      if (kept !== undefined && nowMs() - kept.since >= keptAtLeastMs) kept = undefined;
    },
  };
}

async function read(asked: Promise<Response>): Promise<Text> {
  const answer = await asked;
  return {
    status: answer.status,
    type: answer.headers.get("content-type") ?? "",
    text: await answer.text(),
  };
}
