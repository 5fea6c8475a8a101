/** The page that shows the three doors of the feed side by side, and the schema of what is said over the socket. */
export { addLivePage, type LivePage } from "./add-live-page.ts";
export type { Sample } from "./live-page.ts";
