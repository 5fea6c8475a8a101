/**
 * The figures of an order in a mail: what is ordered, what it costs, where it goes. Two columns, so that a telephone shows
 * them as they are; no colour of its own, so that dark programs stay dark.
 */
import { escaped } from "#platform/html";
import { type MailInset, oneLine } from "#platform/mail";

export type OrderFigures = {
  /** Name and value: when it was ordered, under which reference. */
  facts: [name: string, value: string][];
  columns: [item: string, amount: string];
  lines: { name: string; details: string; amount: string }[];
  sums: { name: string; amount: string; last?: true }[];
  addresses: { name: string; lines: string[] }[];
  next: { title: string; sentences: string[] };
};

export function orderInset(figures: OrderFigures): MailInset {
  return { text: asText(figures), html: asHtml(figures) };
}

const textWidth = 64;

function asText({ facts, columns, lines, sums, addresses, next }: OrderFigures): string {
  const rule = "-".repeat(textWidth);
  const pair = (left: string, right: string) => {
    const room = textWidth - right.length - 1;
    return left.length > room ? `${left}\n${right.padStart(textWidth)}` : `${left.padEnd(room)} ${right}`;
  };
  return [
    facts.map(([name, value]) => `${name}: ${oneLine(value)}`).join("\n"),
    [
      pair(...columns),
      rule,
      ...lines.map(
        ({ name, details, amount }) => `${oneLine(name)}\n${pair(`  ${oneLine(details)}`, amount)}`,
      ),
      rule,
      ...sums.map(({ name, amount }) => pair(name, amount)),
    ].join("\n"),
    ...addresses.map(({ name, lines: of }) => [`${name}:`, ...of.map(oneLine)].join("\n")),
    ...(next.sentences.length === 0 ? [] : [`${next.title}:\n${next.sentences.map(oneLine).join("\n")}`]),
  ].join("\n\n");
}

const soft = "font-size:14px";
const ruled = "border-top:1px solid #8a8f98";
const number = "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;padding-left:16px";

function asHtml({ facts, columns, lines, sums, addresses, next }: OrderFigures): string {
  const table = (rows: string, label: string) =>
    `<table aria-label="${line(label)}" cellpadding="0" cellspacing="0" border="0" width="100%" style="width:100%;border-collapse:collapse;margin:0 0 24px;font-size:16px;line-height:1.4">${rows}</table>`;
  const [item, amount] = columns;
  const head = `<tr><th align="left" style="padding:0 0 8px;font-weight:400;${soft}">${line(item)}</th><th align="right" style="padding:0 0 8px;font-weight:400;${soft}">${line(amount)}</th></tr>`;
  const body = lines.map(
    (one) => `<tr>
<td style="${ruled};padding:10px 0;vertical-align:top;word-break:break-word"><strong style="font-weight:600">${line(one.name)}</strong><br><span style="${soft}">${line(one.details)}</span></td>
<td style="${ruled};${number};padding-top:10px;padding-bottom:10px;vertical-align:top">${line(one.amount)}</td></tr>`,
  );
  const feet = sums.map(({ name, amount: sum, last }, i) => {
    const weight = last ? "font-weight:700;font-size:18px;" : "";
    const edge = i === 0 || last ? `${ruled};` : "";
    return `<tr><td style="${edge}${weight}padding:6px 0">${line(name)}</td><td style="${edge}${weight}${number};padding-top:6px;padding-bottom:6px">${line(sum)}</td></tr>`;
  });
  const where = addresses.map(
    ({ name, lines: of }) =>
      `<p style="margin:0 0 16px"><strong style="font-weight:600">${line(name)}</strong><br>${of.map(line).join("<br>")}</p>`,
  );
  const then =
    next.sentences.length === 0
      ? ""
      : `<p style="margin:0 0 16px"><strong style="font-weight:600">${line(next.title)}</strong><br>${next.sentences.map(line).join("<br>")}</p>`;
  return [
    `<p style="margin:0 0 24px">${facts.map(([name, value]) => `${line(name)}: <strong style="font-weight:600;display:inline-block">${line(value)}</strong>`).join("<br>")}</p>`,
    table([head, ...body, ...feet].join("\n"), item),
    ...where,
    then,
  ].join("\n");
}

const line = (text: string): string => escaped(oneLine(text));
