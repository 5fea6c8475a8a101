/** Server-sent events, as the HTML standard reads them, from pieces that end anywhere. */

export type Message = { id: string | undefined; event: string; data: string };

/**
 * @returns a function that takes the next piece of text and answers the messages that it completes. A message with an id
 * and nothing else is one too: Plinth says so where the stream begins.
 */
export function messagesOf(): (piece: string) => Message[] {
  let rest = "";
  let id: string | undefined;
  let event = "message";
  let data: string[] = [];

  return (piece) => {
    rest += piece;
    const found: Message[] = [];
    // a piece may end between \r and \n: the \r waits for what follows it
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (id !== undefined || data.length > 0) found.push({ id, event, data: data.join("\n") });
        id = undefined;
        event = "message";
        data = [];
        continue;
      }
      const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
      if (name === "id") id = value;
      if (name === "event") event = value;
      if (name === "data") data.push(value);
    }
    return found;
  };
}
