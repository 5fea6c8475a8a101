/** What a schema cannot see in a configuration: templates that name nothing, and fields that are made of nothing. Pure. */
import { erpKinds } from "./contract.ts";
import { variablesIn } from "./rest-address.ts";
import type { RestConfiguration, RestField, RestKind, RestValue } from "./rest-configuration.ts";

type Mistake = { pointer: string; detail: string };

/** Headers that say whose request it is, or how long it is. */
const reserved =
  /^(authorization|cookie|host|content-length|content-type|transfer-encoding|connection|if-match)$/i;

export function mistakesIn(configuration: RestConfiguration): Mistake[] {
  const { base_url, auth, headers = {}, kinds } = configuration;
  const mistakes: Mistake[] = [];
  if (!URL.canParse(base_url)) mistakes.push({ pointer: "/base_url", detail: "is no address" });
  if (auth.kind === "header" && (auth.name === undefined || reserved.test(auth.name)))
    mistakes.push({
      pointer: "/auth/name",
      detail: "names the header that carries the secret, and none that is ours",
    });
  for (const name of Object.keys(headers))
    if (reserved.test(name) || name.toLowerCase() === auth.name?.toLowerCase())
      mistakes.push({ pointer: `/headers/${name}`, detail: "is set by Plinth itself" });
  for (const kind of erpKinds) {
    const described = kinds[kind];
    if (described !== undefined) mistakes.push(...inKind(described, `/kinds/${kind}`));
  }
  return mistakes;
}

function inKind(kind: RestKind, pointer: string): Mistake[] {
  const { create, update, get, find, list } = kind;
  const templates: [at: string, template: string, known: string[]][] = [
    ["/create/path", create.path, ["id"]],
    ["/update/path", update.path, ["id", "external_id"]],
    ["/find/path", find.path, ["id"]],
    ...Object.entries(find.query).map(([name, text]): [string, string, string[]] => [
      `/find/query/${name}`,
      text,
      ["id"],
    ]),
    ...(get === undefined
      ? []
      : [["/get/path", get.path, ["id", "external_id"]] as [string, string, string[]]]),
    ...(list === undefined ? [] : [["/list/path", list.path, []] as [string, string, string[]]]),
    ...Object.entries(list?.query ?? {}).map(([name, text]): [string, string, string[]] => [
      `/list/query/${name}`,
      text,
      ["since"],
    ]),
  ];
  const mistakes = templates.flatMap(([at, template, known]) =>
    variablesIn(template)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        pointer: pointer + at,
        detail: `has no {${name}}; there is ${known.map((each) => `{${each}}`).join(", ") || "none"}`,
      })),
  );
  const found = [find.path, ...Object.values(find.query)].flatMap(variablesIn);
  if (!found.includes("id")) mistakes.push({ pointer: `${pointer}/find`, detail: "does not look for {id}" });
  if (list !== undefined && kind.version === undefined)
    mistakes.push({ pointer: `${pointer}/version`, detail: "is needed where changes are asked for" });
  if (update.if_match && kind.version === undefined)
    mistakes.push({ pointer: `${pointer}/version`, detail: "is needed where it is sent as If-Match" });
  for (const [i, field] of kind.fields.entries()) mistakes.push(...inField(field, `${pointer}/fields/${i}`));
  for (const [name, at] of [
    ["our_id", kind.our_id],
    ["id", kind.id],
  ] as const)
    if (at === "") mistakes.push({ pointer: `${pointer}/${name}`, detail: "is the place of a field" });
  return mistakes;
}

function inField(field: RestField, pointer: string): Mistake[] {
  const { each, fields } = field;
  if ((each === undefined) !== (fields === undefined))
    return [{ pointer, detail: "has `each` and `fields` together, or neither" }];
  if (each === undefined) return inValue(field, pointer);
  if (field.from !== undefined || field.constant !== undefined)
    return [{ pointer, detail: "is made of `each`, and of nothing else" }];
  return [
    ...(field.to === "" ? [{ pointer: `${pointer}/to`, detail: "is the place of a field" }] : []),
    ...(fields ?? []).flatMap((value, i) => inValue(value, `${pointer}/fields/${i}`)),
  ];
}

function inValue({ to, from, constant, lookup, otherwise }: RestValue, pointer: string): Mistake[] {
  const mistakes: Mistake[] = [];
  if (to === "") mistakes.push({ pointer: `${pointer}/to`, detail: "is the place of a field" });
  if ((from === undefined) === (constant === undefined))
    mistakes.push({ pointer, detail: "has either `from` or `constant`" });
  if (otherwise !== undefined && lookup === undefined)
    mistakes.push({ pointer: `${pointer}/otherwise`, detail: "stands beside `lookup`" });
  return mistakes;
}
