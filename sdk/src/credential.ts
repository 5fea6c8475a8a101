/** Who calls: an API key, an access token that lasts minutes, or the session cookie of the browser (neither). */

/** Asked before every call; with the token that was refused when it has to be another one. */
export type TokenSource = string | ((refused?: string) => string | Promise<string>);

export type Credential = {
  /** Whether another may be had when this one is refused. */
  renewable: boolean;
  get(refused?: string): Promise<string | undefined>;
};

export function credentialOf({
  key,
  token,
}: {
  key?: string | undefined;
  token?: TokenSource | undefined;
}): Credential {
  if (key !== undefined && token !== undefined)
    throw new TypeError("a client has a key or a token, not both");
  const source = key ?? token;
  return {
    renewable: typeof source === "function",
    get: async (refused) => (typeof source === "function" ? await source(refused) : source),
  };
}
