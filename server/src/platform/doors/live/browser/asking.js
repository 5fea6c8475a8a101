/** Every request of the page: under the key that was typed, or else under the session of this browser. */

/** What the server has against a request, in its words; with the status 0, that it could not be reached. */
export class Problem extends Error {
  /** @param {number} status @param {{ code?: unknown, detail?: unknown }} body */
  constructor(status, { code, detail }) {
    super(typeof detail === "string" ? detail : `The server answered ${status} without saying why.`);
    this.status = status;
    this.code = typeof code === "string" ? code : "unexpected";
  }
}

/**
 * @typedef {object} Asking
 * @property {string} key empty where the cookie speaks
 * @property {string | undefined} organization
 * @property {(method: string, path: string, wish?: Wish) => Promise<Response>} send answers what is no problem, else throws
 * @property {(method: string, path: string, wish?: Wish) => Promise<any>} ask the same, read; undefined where nothing is said
 *
 * @typedef {{ body?: unknown, headers?: Record<string, string>, signal?: AbortSignal }} Wish
 */

/**
 * @param {{ key: string, organization?: string | undefined }} caller
 * @returns {Asking}
 */
export function createAsking({ key, organization }) {
  // what no header can carry is no key
  if (/[^\x21-\x7e]/.test(key)) throw new Problem(401, { detail: "This is no API key and no access token." });
  /** @type {Record<string, string>} */
  const caller = {};
  if (key !== "") caller.authorization = `Bearer ${key}`;
  // a key acts for its own organization only
  if (organization !== undefined && !key.startsWith("plk_")) caller["plinth-organization"] = organization;

  /** @type {Asking["send"]} */
  const send = async (method, path, { body, headers = {}, signal } = {}) => {
    const sent = { ...caller, ...headers };
    if (body !== undefined) sent["content-type"] = "application/json";
    /** @type {RequestInit} */
    const request = { method, headers: sent, cache: "no-store", ...(signal ? { signal } : {}) };
    if (body !== undefined) request.body = JSON.stringify(body);
    const response = await fetch(path, request).catch(() => {
      throw new Problem(0, { code: "offline", detail: "The server cannot be reached." });
    });
    if (response.ok) return response;
    throw new Problem(response.status, await response.json().catch(() => ({})));
  };

  return {
    key,
    organization,
    send,
    async ask(method, path, wish) {
      const text = await (await send(method, path, wish)).text();
      return text === "" ? undefined : JSON.parse(text);
    },
  };
}
