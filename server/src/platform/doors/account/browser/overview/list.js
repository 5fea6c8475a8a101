/** A list that says when it loads, is empty, or cannot be read. */
import { saidOf } from "../forms.js";
import { copyOf, html } from "../parts.js";

/**
 * @template Item
 * @param {string} id of the section
 * @param {() => Promise<Item[]>} load
 * @param {(row: HTMLElement, item: Item) => void} fillRow
 * @returns {() => Promise<void>} reads it again
 */
export function list(id, load, fillRow) {
  const box = html(`${id}-list`);
  const when = (/** @type {string} */ name) => {
    const found = box.querySelector(`[data-when="${name}"]`);
    if (!(found instanceof HTMLElement)) throw new Error(`the list ${id} has nothing for "${name}"`);
    return found;
  };
  const show = (/** @type {string[]} */ ...names) => {
    for (const name of ["loading", "empty", "again", "rows"]) when(name).hidden = !names.includes(name);
  };
  const refresh = async () => {
    box.setAttribute("aria-busy", "true");
    when("failed").textContent = "";
    try {
      const items = await load();
      const rows = items.map((item) => {
        const row = copyOf(`${id}-row`);
        fillRow(row, item);
        return row;
      });
      when("rows").replaceChildren(...rows);
      show(rows.length === 0 ? "empty" : "rows");
    } catch (error) {
      when("failed").textContent = saidOf(error);
      show("again");
    }
    box.removeAttribute("aria-busy");
  };
  when("again").addEventListener("click", () => {
    show("loading");
    void refresh();
  });
  void refresh();
  return refresh;
}

/**
 * The button of a row.
 * @param {HTMLElement} row
 * @param {string} act
 */
export function rowButton(row, act) {
  const found = row.querySelector(`[data-act="${act}"]`);
  if (!(found instanceof HTMLButtonElement)) throw new Error(`a row has no button "${act}"`);
  return found;
}
