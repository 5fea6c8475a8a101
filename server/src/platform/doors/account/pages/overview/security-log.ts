import { listOf, type Section } from "./section.ts";

export const securityLog: Section = {
  id: "security-log",
  title: "Security log",
  describe: "What has lately happened to your account.",
  words: { refused: "refused", failed: "failed" },
  body: listOf("security-log", {
    empty: "Nothing has happened yet.",
    row: `<div class="row stacks"><span><span data-slot="what"></span> <span class="tag bad" data-slot="outcome" hidden></span><br><span class="quiet"><span data-slot="device"></span> <span data-slot="address"></span></span></span><span class="quiet" data-slot="when"></span></div>`,
  }),
};
