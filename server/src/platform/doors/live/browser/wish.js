/** What the form asks for, and what it offers to whoever listens. */
import { html, part } from "./parts.js";

/** @param {HTMLFormElement} form */
export function wishOf(form) {
  const given = new FormData(form);
  const text = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
  const object = text("object");
  return {
    key: text("key"),
    organization: text("organization") || undefined,
    from: text("from"),
    topics: [...given.getAll("topic").map(String), ...(object === "" ? [] : [object])],
  };
}

/** Says beside "Topics" what is chosen. @param {HTMLFormElement} form */
export function nameTopics(form) {
  const { topics } = wishOf(form);
  html("chosen").textContent = topics.length === 0 ? "all that you may see" : topics.join(", ");
}

/**
 * Says who listens, and offers what they may read.
 * @param {HTMLFormElement} form
 * @param {import("./who.js").Me} me
 */
export function fillWish(form, { name, organization, organizations, permissions, whole }) {
  const company = organizations.find(({ id }) => id === organization)?.name;
  const where = company === undefined ? "" : ` of ${company}`;
  const sees = whole ? "You may read the whole feed." : "You are told what you may read.";
  html("who").textContent = `You listen as ${name}${where}. ${sees}`;
  for (const chip of form.querySelectorAll("[data-read]"))
    if (chip instanceof HTMLElement) chip.hidden = !permissions.has(chip.dataset.read ?? "");
  html("organization-field").hidden = organizations.length < 2;
  const choice = part("organization", HTMLSelectElement);
  choice.replaceChildren(
    ...organizations.map(({ id, name: called }) => new Option(called, id, false, id === organization)),
  );
}
