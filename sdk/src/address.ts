/** Paths and queries as the API reads them. Pure. */

type Value = string | number | boolean;
export type Query = Record<string, Value | readonly Value[] | undefined>;

/**
 * `/v1/orders/{id}` with what stands in it and behind it. Several values of one parameter are separated by commas.
 * @throws TypeError when a part of the path is missing: an empty one would be another path
 */
export function address(path: string, parts: Record<string, Value> = {}, query: Query = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parts[name];
    if (value === undefined || value === "") throw new TypeError(`the path ${path} needs "${name}"`);
    return encodeURIComponent(value);
  });
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) asked.append(name, Array.isArray(value) ? value.join(",") : String(value));
  }
  const text = asked.toString();
  return text === "" ? filled : `${filled}?${text}`;
}
