/** The mail catcher's pages: what would have been sent, for development and tests. */
export { addMailCatcher } from "./add-mail-catcher.ts";
