/** Does the process live, and can it serve? */
export { addHealth } from "./health.ts";
