/** The parts of a page: found by id, shown and hidden, filled with text. Text is only ever set as text. */

/**
 * @template {Element} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function part(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`this page has no ${kind.name} #${id}`);
  return found;
}

/** @param {string} id */
export const form = (id) => part(id, HTMLFormElement);
/** @param {string} id */
export const button = (id) => part(id, HTMLButtonElement);
/** @param {string} id */
export const input = (id) => part(id, HTMLInputElement);
/** @param {string} id */
export const html = (id) => part(id, HTMLElement);

/**
 * Of the page's panels only this one is seen, and the keyboard goes there: to its heading, so that it is read out, or
 * to the field that alone matters.
 * @param {string} name
 */
export function showPanel(name) {
  for (const panel of document.querySelectorAll("[data-panel]")) {
    if (panel instanceof HTMLElement) panel.hidden = panel.dataset.panel !== name;
  }
  const shown = document.querySelector(`[data-panel="${name}"]`);
  const target = shown?.querySelector(":scope > form [data-first]") ?? shown?.querySelector("[tabindex]");
  if (target instanceof HTMLElement) target.focus();
}

/**
 * Puts texts into the places that carry their names. A text that is undefined hides its place.
 * @param {ParentNode} within
 * @param {Record<string, string | undefined>} slots
 */
export function fill(within, slots) {
  for (const [name, text] of Object.entries(slots)) {
    for (const place of within.querySelectorAll(`[data-slot="${name}"]`)) {
      if (!(place instanceof HTMLElement)) continue;
      place.textContent = text ?? "";
      place.hidden = text === undefined;
    }
  }
}

/**
 * What a page says to those who are asked to buy, or else to those who are asked to join.
 * @param {string} role
 */
export function speakTo(role) {
  const kind = role === "buyer" ? "buyer" : "member";
  for (const place of document.querySelectorAll("[data-for]"))
    if (place instanceof HTMLElement) place.hidden = place.dataset.for !== kind;
  return kind;
}

/**
 * A copy of what a template holds.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyOf(id) {
  const copied = part(id, HTMLTemplateElement).content.firstElementChild?.cloneNode(true);
  if (!(copied instanceof HTMLElement)) throw new Error(`the template #${id} is empty`);
  return copied;
}
