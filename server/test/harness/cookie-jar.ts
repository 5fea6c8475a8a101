/** A browser as the API meets one: it keeps the cookies that it is given, and says where its requests come from. */
import type { Answer, Ask } from "./app.ts";

const origin = "http://localhost:3000";

export type Browser = {
  ask(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  /** What it would send now. */
  cookie(name: string): string | undefined;
  /** Another one with a copy of its cookies: a thief's. */
  copy(): Browser;
};

type Server = { ask(method: string, path: string, ask?: Ask): Promise<Answer> };

export function openBrowser({ ask }: Server, jar = new Map<string, string>()): Browser {
  return {
    async ask(method, path, body, headers = {}) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const sent = { origin, ...(cookie === "" ? {} : { cookie }), ...headers };
      const answer = await ask(method, path, { ...(body && { body }), headers: sent });
      for (const line of answer.headers.getSetCookie()) keep(jar, line);
      return answer;
    },
    cookie: (name) => jar.get(`plinth_${name}`),
    copy: () => openBrowser({ ask }, new Map(jar)),
  };
}

/** The browser of somebody who logs in with it. */
export async function loggedInBrowser(t: Server, email: string, password: string): Promise<Browser> {
  const browser = openBrowser(t);
  const answer = await browser.ask("POST", "/v1/auth/login", { email, password, session: "cookie" });
  if (answer.status !== 200) throw new Error(`the browser of the test could not log in: ${answer.text}`);
  return browser;
}

function keep(jar: Map<string, string>, line: string): void {
  const [, name = "", value = "", rest = ""] = /^([^=]+)=([^;]*)(.*)$/.exec(line) ?? [];
  if (/Max-Age=0/.test(rest)) jar.delete(name);
  else jar.set(name, value);
}
