import { listOf, messageOf, type Section } from "./section.ts";

export const sessions: Section = {
  id: "sessions",
  title: "Devices",
  describe: "Where you are signed in. End what you do not recognize, then change your password.",
  words: {
    this_device: "this device",
    session_program: "program",
    session_seen: "last seen {when}",
    session_ended: "The device is signed out.",
    all_title: "Sign out everywhere else?",
    all_text: "All devices but this one are signed out.",
    all_yes: "Sign them out",
    all_ended: "All other devices are signed out.",
  },
  body: `
${listOf("sessions", {
  empty: "You are signed in nowhere.",
  row: `<div class="row"><span><strong data-slot="device"></strong> <span class="tag" data-slot="tag" hidden></span><br><span class="quiet"><span data-slot="address"></span> <span data-slot="seen"></span></span></span><button type="button" class="link" data-act="end">Sign out<span class="unseen"> <span data-slot="device"></span></span></button></div>`,
})}
<p class="answers" id="end-all-line" hidden><button type="button" class="secondary" id="end-all">Sign out everywhere else</button></p>
${messageOf("sessions")}`,
};
