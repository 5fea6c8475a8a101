/** HTML by hand: escaping, and the frame of pages that need no script. */
export { escaped } from "./escaped.ts";
export { createPages, icon, type Page, type PageMaker } from "./page.ts";
