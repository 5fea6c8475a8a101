/** Bodies and query strings as Stripe takes them: `line_items[0][price_data][unit_amount]=1000`, `enabled_events[]=*`. */

export type Form = { [name: string]: string | Form };

export function readForm(text: string): Form {
  const form: Form = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll("]", "").split("[");
    const last = path.pop() ?? name;
    let place = form;
    for (const step of path) {
      const known = place[step];
      const next = typeof known === "object" ? known : {};
      place[step] = next;
      place = next;
    }
    place[last === "" ? String(Object.keys(place).length) : last] = value;
  }
  return form;
}

/** The value at the end of the path, where it is a text. */
export function textAt(form: Form, ...path: string[]): string | undefined {
  const found = at(form, path);
  return typeof found === "string" ? found : undefined;
}

export const numberAt = (form: Form, ...path: string[]): number | undefined => {
  const text = textAt(form, ...path);
  return text === undefined || !/^-?\d+$/.test(text) ? undefined : Number(text);
};

/** The texts under the path, such as metadata. */
export function textsAt(form: Form, ...path: string[]): Record<string, string> {
  const found = at(form, path);
  if (typeof found !== "object") return {};
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function at(form: Form, path: string[]): string | Form | undefined {
  let found: string | Form | undefined = form;
  for (const step of path) found = typeof found === "object" ? found[step] : undefined;
  return found;
}
