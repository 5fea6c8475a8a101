/**
 * Cookies as this installation writes them. Behind https every name carries `__Host-`, which pins a cookie to
 * this host, path and TLS (RFC 6265bis §4.1.3.2); plain http is for a developer's own machine.
 */
import type { Cookie } from "#platform/action";

export type Cookies = {
  /** The value of one of our cookies in a `Cookie` header; undefined when absent or sent twice with two values. */
  read(header: string | undefined, name: string): string | undefined;
  /** A `Set-Cookie` header. A null value makes the browser forget. */
  write(cookie: Cookie): string;
  /** As the browser knows it. */
  nameOf(name: string): string;
};

/** @param publicUrl where people reach this installation: https makes the cookies secure. */
export function createCookies(publicUrl: string): Cookies {
  const secure = publicUrl.startsWith("https:");
  const nameOf = (name: string) => `${secure ? "__Host-" : ""}plinth_${name}`;
  return {
    nameOf,
    read(header, name) {
      if (header === undefined) return undefined;
      const wanted = nameOf(name);
      const values = header.split(";").flatMap((pair) => {
        const at = pair.indexOf("=");
        return at > 0 && pair.slice(0, at).trim() === wanted ? [pair.slice(at + 1).trim()] : [];
      });
      // a second one was planted by a neighbouring host: neither can be trusted
      return new Set(values).size === 1 ? values[0] : undefined;
    },
    write({ name, value, maxAgeSeconds }) {
      const age = value === null ? 0 : maxAgeSeconds;
      const end = secure ? "; Secure" : "";
      return `${nameOf(name)}=${value ?? ""}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${end}`;
    },
  };
}
