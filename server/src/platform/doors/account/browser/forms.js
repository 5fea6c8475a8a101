/** Forms and buttons: busy while the server thinks, problems at their fields, a countdown where one has to wait. */
import { Problem } from "./api.js";
import { findWord, say, word } from "./words.js";

/** @typedef {Record<string, string>} Values */

/**
 * Calls `deed` with what was filled in, and shows what goes wrong.
 * @param {HTMLFormElement} form
 * @param {(values: Values) => Promise<unknown>} deed
 */
export function onSubmit(form, deed) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const submit = form.querySelector("button[type=submit]");
    if (!(submit instanceof HTMLButtonElement) || isBusy(submit)) return;
    forgetMistakes(form);
    if (!isFilledIn(form)) return;
    void whileBusy(submit, messageIn(form), () => deed(valuesOf(form)), form);
  });
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} message where a problem is told
 * @param {() => Promise<unknown>} deed
 */
export function onClick(button, message, deed) {
  button.addEventListener("click", () => {
    if (isBusy(button)) return;
    message.textContent = "";
    void whileBusy(button, message, deed);
  });
}

/**
 * The place in here that tells problems.
 * @param {ParentNode} within
 * @returns {HTMLElement}
 */
export function messageIn(within) {
  const found = within.querySelector("[role=alert]");
  if (!(found instanceof HTMLElement)) throw new Error("there is no place here to tell a problem");
  return found;
}

/** What somebody chose not to do after all: nothing is said about it. */
export class Cancelled extends Error {}

/**
 * @param {unknown} error
 * @returns {string} for people
 */
export function saidOf(error) {
  if (error instanceof Problem) {
    if (error.code === "offline") return word("offline");
    if (error.status === 429) return error.message || word("too_many");
    if (error.status < 500 && error.message !== "") return error.message;
  }
  if (error instanceof Spoken) return error.message;
  // a mistake of ours, or of the server: people are told little, the console all of it
  if (!(error instanceof Problem)) reportError(error);
  return word("unexpected");
}

/** An error whose message is one of the page's own texts. */
export class Spoken extends Error {}

/** @param {HTMLButtonElement} button */
const isBusy = (button) => button.getAttribute("aria-disabled") === "true";

/**
 * @param {HTMLButtonElement} button stays in place and keeps the focus, but does nothing
 * @param {HTMLElement} message
 * @param {() => Promise<unknown>} deed
 * @param {HTMLFormElement} [form]
 */
async function whileBusy(button, message, deed, form) {
  button.setAttribute("aria-disabled", "true");
  button.setAttribute("aria-busy", "true");
  let waitSeconds;
  try {
    await deed();
  } catch (error) {
    if (error instanceof Problem && error.status === 429) waitSeconds = error.retryAfterSeconds ?? 1;
    if (!(error instanceof Cancelled)) tell(error, message, form);
  }
  button.removeAttribute("aria-busy");
  if (waitSeconds === undefined) button.removeAttribute("aria-disabled");
  else countDown(button, message, waitSeconds);
}

/**
 * At the fields that the problem names; what belongs to no field of ours, in the message.
 * @param {unknown} error
 * @param {HTMLElement} message
 * @param {HTMLFormElement} [form]
 */
function tell(error, message, form) {
  const errors = error instanceof Problem ? error.errors : [];
  const placed =
    form === undefined
      ? []
      : errors.filter(({ pointer, code, detail }) =>
          mark(form, pointer.slice(1), findWord(`wrong ${code}`) ?? detail),
        );
  const homeless = errors.filter((each) => !placed.includes(each)).map(({ detail }) => detail);
  message.textContent = placed.length === 0 ? saidOf(error) : homeless.join(" ");
  focusFirstMistake(form);
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} message
 * @param {number} seconds
 */
function countDown(button, message, seconds) {
  const label = [...button.childNodes];
  const end = performance.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    if (left > 0) {
      button.textContent = word("wait", { seconds: left });
      return;
    }
    clearInterval(ticking);
    button.replaceChildren(...label);
    button.removeAttribute("aria-disabled");
    message.textContent = "";
    say(word("wait_over"));
  };
  const ticking = setInterval(tick, 250);
  tick();
}

/** @param {HTMLFormElement} form */
function isFilledIn(form) {
  for (const field of fieldsOf(form)) {
    if (field.validity.valueMissing || field.value.trim() === "") {
      if (field.required) mark(form, field.name, word("required"));
    } else if (field.validity.typeMismatch) mark(form, field.name, word("email_form"));
  }
  return !focusFirstMistake(form);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} text
 * @returns {boolean} false when the form has no such field
 */
function mark(form, name, text) {
  const field = fieldsOf(form).find((candidate) => candidate.name === name);
  const place = document.getElementById(`${field?.id}-wrong`);
  if (field === undefined || place === null) return false;
  field.setAttribute("aria-invalid", "true");
  place.textContent = text;
  return true;
}

/** @param {HTMLFormElement} form */
function forgetMistakes(form) {
  messageIn(form).textContent = "";
  for (const field of fieldsOf(form)) {
    field.removeAttribute("aria-invalid");
    const place = document.getElementById(`${field.id}-wrong`);
    if (place !== null) place.textContent = "";
  }
}

/** @param {HTMLFormElement} [form] */
function focusFirstMistake(form) {
  const first = form && fieldsOf(form).find((field) => field.getAttribute("aria-invalid") === "true");
  first?.focus();
  return first !== undefined;
}

/** @param {HTMLFormElement} form */
function fieldsOf(form) {
  return [...form.elements].filter(
    (element) => element instanceof HTMLInputElement || element instanceof HTMLSelectElement,
  );
}

/**
 * @param {HTMLFormElement} form
 * @returns {Values}
 */
function valuesOf(form) {
  const entries = fieldsOf(form).map(({ name, type, value }) => [
    name,
    type === "password" ? value : value.trim(),
  ]);
  return Object.fromEntries(entries);
}
