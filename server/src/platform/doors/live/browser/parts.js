/** The parts of the page: found by id or by their slot, filled with text. Text is only ever set as text. */

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
export const html = (id) => part(id, HTMLElement);

/**
 * @param {ParentNode} within
 * @param {string} name
 * @returns {HTMLElement}
 */
export function slot(within, name) {
  const found = within.querySelector(`[data-slot="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`there is no place for ${name}`);
  return found;
}
