/** What the terminal shows once the fakes listen. */
import { styleText } from "node:util";

export type FakeWorld = { name: string; url: string; note: string; close: () => Promise<void> }[];

/** The lines, with colours where `stream` shows them. */
export function fakesBanner(world: FakeWorld, stream: NodeJS.WriteStream): string {
  const bold = (text: string) => styleText("bold", text, { stream });
  const dim = (text: string) => styleText("dim", text, { stream });
  const row = (name: string, value: string, note = "") =>
    `  ${dim(name.padEnd(9))} ${value}${note === "" ? "" : `   ${dim(note)}`}`;
  const rows = [
    ...world.map(({ name, url, note }) => row(name, bold(url), note)),
    row("Log", "GET /log", "of each, as JSON"),
    row("Trouble", "POST /fake/trouble", "of each; which there is: npm run plinth -- dev fakes --help"),
    row("Plinth", "PLINTH_OUTBOUND_ALLOW=127.0.0.1 npm start", "in another terminal: it may call them then"),
    row("Next", "docs/guides/first-order.md"),
    row("Stop", "Ctrl-C", "they forget everything"),
  ];
  return `\n${bold("The fakes are ready")} ${dim("an outside world that is none")}\n\n${rows.join("\n")}\n\n`;
}
