/** What queries must be asked with, where they are not asked by their path alone. */
export const asked: Record<string, string> = { "access.explain": "action=orders.list" };

/** The query's path with its parameters. */
export function withParameters(name: string, path: string): string {
  const parameters = asked[name];
  return parameters === undefined ? path : `${path}?${parameters}`;
}
