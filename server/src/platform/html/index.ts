/** HTML by hand: escaping, the frame of pages that need no script, and the scripts of those that do. */
export {
  addBrowserFiles,
  type BrowserFile,
  type BrowserFiles,
  modulesOf,
  readBrowserFiles,
} from "./browser-files.ts";
export { escaped } from "./escaped.ts";
export { createPages, icon, type Page, type PageMaker } from "./page.ts";
