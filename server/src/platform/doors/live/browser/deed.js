/** A button that makes something happen, for whoever has nothing else at hand, and one that takes it back. */
import { Problem } from "./asking.js";
import { html, part } from "./parts.js";

export function offerDeed() {
  const does = part("do", HTMLButtonElement);
  const undoes = document.getElementById("undo");
  const said = html("deed-said");
  /** @type {import("./asking.js").Asking | undefined} */
  let asking;
  /** @type {string[]} */
  const made = [];
  html("origin").textContent = location.origin;

  const look = () => {
    does.disabled = asking === undefined;
    if (undoes instanceof HTMLButtonElement) undoes.disabled = asking === undefined || made.length === 0;
  };
  /** @param {(by: import("./asking.js").Asking) => Promise<string>} deed */
  const attempt = async (deed) => {
    if (asking === undefined) return;
    try {
      said.textContent = await deed(asking);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      said.textContent = error.message;
    }
    look();
  };

  does.addEventListener("click", () =>
    attempt(async (by) => {
      const { path = "", body = "{}" } = does.dataset;
      const answer = await by.ask("POST", path, { body: JSON.parse(body) });
      made.push(String(answer.id));
      return "Done. It comes through each door.";
    }),
  );
  undoes?.addEventListener("click", () =>
    attempt(async (by) => {
      const path = (undoes.dataset.path ?? "").replace("{id}", made.at(-1) ?? "");
      await by.ask("DELETE", path, { headers: { "if-match": "*" } });
      made.pop();
      return "Taken back, which is told as well.";
    }),
  );
  look();

  return {
    forNobody() {
      asking = undefined;
      look();
    },
    /** @param {import("./asking.js").Asking} by */
    forSomebody(by) {
      // what was made elsewhere is not taken back from here
      if (by.organization !== asking?.organization) made.length = 0;
      asking = by;
      look();
    },
  };
}
