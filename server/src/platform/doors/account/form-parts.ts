/** The pieces that every form is made of: a label, its field, a hint, and a place for what is wrong with it. */
import { escaped } from "#platform/html";

export type Field = {
  /** Unique on the page. */
  id: string;
  /** In the request; a problem's pointer `/email` finds its field by it. */
  name: string;
  label: string;
  type?: "text" | "email" | "password" | "search";
  /** As browsers and password managers know it. */
  autocomplete: string;
  hint?: string;
  optional?: boolean;
  /** More of its HTML, finished. */
  attributes?: string;
};

export function field(wanted: Field): string {
  const { id, label, hint } = wanted;
  return `<div class="field">
<label for="${id}">${escaped(label)}</label>
${wanted.type === "password" ? withReveal(wanted) : input(wanted)}
${hint === undefined ? "" : `<p class="hint" id="${id}-hint">${escaped(hint)}</p>`}
<p class="wrong" id="${id}-wrong"></p>
</div>`;
}

/** Six digits from an authenticator app. */
export function codeField(id: string, label: string, hint?: string): string {
  return field({
    id,
    name: "code",
    label,
    autocomplete: "one-time-code",
    attributes: `inputmode="numeric" maxlength="7" class="code" data-first`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Where a form, or what its buttons do, says what went wrong. */
export const message = `<p class="message" role="alert"></p>`;

export function submit(label: string): string {
  return `${message}\n<button type="submit" class="primary">${escaped(label)}</button>`;
}

function input({
  id,
  name,
  type = "text",
  autocomplete,
  hint,
  optional = false,
  attributes = "",
}: Field): string {
  const describedBy = [...(hint === undefined ? [] : [`${id}-hint`]), `${id}-wrong`].join(" ");
  const spelled = type === "search" ? "" : ` spellcheck="false" autocapitalize="none"`;
  return `<input id="${id}" name="${name}" type="${type}" autocomplete="${autocomplete}" aria-describedby="${describedBy}"${spelled}${optional ? "" : " required"} ${attributes}>`;
}

function withReveal(wanted: Field): string {
  return `<div class="with-reveal">${input(wanted)}<button type="button" class="reveal" aria-controls="${wanted.id}" aria-pressed="false">Show<span class="unseen"> ${escaped(wanted.label.toLowerCase())}</span></button></div>`;
}
