/** A network between the client and the real server, which does to each request what the script says. */

/** `pass` for all that follow when the script is over. */
type Fate =
  | "pass"
  /** The server does it; nobody hears of it. */
  | "answer lost"
  | "request lost"
  | "no answer"
  | { status: number; retryAfter?: string; text?: string };

export type ScriptedNetwork = {
  fetch: typeof fetch;
  requests: { method: string; url: string; headers: Headers }[];
  /** Resolves with the first request. */
  asked: Promise<void>;
};

export function scripted(...fates: Fate[]): ScriptedNetwork {
  let told = () => {};
  const network: ScriptedNetwork = {
    requests: [],
    asked: new Promise((resolve) => {
      told = resolve;
    }),
    async fetch(url, init) {
      network.requests.push({
        method: init?.method ?? "GET",
        url: String(url),
        headers: new Headers(init?.headers),
      });
      told();
      const fate = fates.shift() ?? "pass";
      if (fate === "pass") return await fetch(url, init);
      if (fate === "answer lost") await (await fetch(url, init)).arrayBuffer();
      if (fate === "answer lost" || fate === "request lost") throw new TypeError("fetch failed");
      if (fate === "no answer") return await never(init?.signal);
      const { status, retryAfter, text } = fate;
      const code = status === 429 ? "rate_limited" : "unavailable";
      const problem = { type: `/errors/${code}`, title: code, status, code, detail: code, request_id: "1" };
      return new Response(text ?? JSON.stringify(problem), {
        status,
        headers: {
          "content-type": text === undefined ? "application/problem+json" : "text/html",
          ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
        },
      });
    },
  };
  return network;
}

function never(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
