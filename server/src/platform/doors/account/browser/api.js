/** Every conversation with the server goes through here. */

/** @typedef {{ pointer: string, code: string, detail: string }} FieldError */

/** What the server has against a request; or, with the status 0, that it could not be reached. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} body as the server sent it: `code`, `detail`, perhaps `errors` and more
   * @param {number} [retryAfterSeconds]
   */
  constructor(status, body, retryAfterSeconds) {
    super(typeof body.detail === "string" ? body.detail : "");
    this.status = status;
    this.code = typeof body.code === "string" ? body.code : "unexpected";
    /** @type {FieldError[]} */
    this.errors = Array.isArray(body.errors) ? body.errors : [];
    this.members = body;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>} the answer; undefined where there is none
 * @throws {Problem}
 */
export async function ask(method, path, body) {
  const sent =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, { method, ...sent }).catch(() => undefined);
  if (response === undefined) throw new Problem(0, { code: "offline" });
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  throw new Problem(response.status, answer ?? {}, Number.isNaN(seconds) ? undefined : seconds);
}
