/** Why may somebody do something, or not: the rules of access as they would be asked. */
export type { Declared } from "./deed.ts";
export { type Explaining, explainQuery } from "./explain-query.ts";
