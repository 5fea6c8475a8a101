/**
 * A mail from its words: plain text, and HTML that says the same. The HTML is what mail programs of twenty years
 * understand: one column, styles inline, a table for the button. It names no colour of text or ground, so that dark
 * programs stay dark, and loads nothing, so that nobody learns when it was read.
 */
import { escaped } from "#platform/html";

/** Every part may hold what people have typed: it is escaped, and kept to one line. */
export type MailText = {
  /** BCP 47, of the words. */
  locale: string;
  subject: string;
  greeting: string;
  paragraphs: string[];
  /** One thing to do. `otherwise` leads to the plain address, for whoever sees no button. */
  action?: { label: string; url: string; otherwise: string };
  /** Whose mail it is, above everything; the colour is a bar without words on it, so that both can be read. */
  heading?: { name: string; color: string | null };
  /** Between the paragraphs and the notes: what needs more than sentences. Its makers escape it. */
  inset?: MailInset;
  /** After the action: how long it is good for, what to do if it was not you. */
  notes?: string[];
  footer: string;
};

export type MailInset = { text: string; html: string };

export function renderMail(words: MailText): { subject: string; text: string; html: string } {
  const subject = oneLine(words.subject);
  return { subject, text: asText(words), html: asHtml(words, subject) };
}

function asText({ heading, greeting, paragraphs, action, inset, notes = [], footer }: MailText): string {
  const link = action === undefined ? [] : [`${oneLine(action.label)}:\n${action.url}`];
  const whose = heading === undefined ? [] : [heading.name];
  const body = [...whose, greeting, ...paragraphs].map(oneLine);
  const set = inset === undefined ? [] : [inset.text];
  return `${[...body, ...set, ...link, ...notes.map(oneLine), `-- \n${oneLine(footer)}`].join("\n\n")}\n`;
}

function asHtml(
  { locale, heading, greeting, paragraphs, action, inset, notes = [], footer }: MailText,
  subject: string,
): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${line(text)}</p>`;
  return `<!doctype html>
<html lang="${escaped(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
</head>
<body style="margin:0;padding:24px 16px">
<div style="max-width:560px;margin:0 auto;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
${heading === undefined ? "" : headed(heading)}${[greeting, ...paragraphs].map(paragraph).join("\n")}
${inset?.html ?? ""}
${action === undefined ? "" : button(action)}
${notes.map(paragraph).join("\n")}
<hr style="border:0;border-top:1px solid #8a8f98;margin:24px 0 12px">
<p style="margin:0;font-size:13px">${line(footer)}</p>
</div>
</body>
</html>
`;
}

function headed({ name, color }: NonNullable<MailText["heading"]>): string {
  const bar = color === null ? "" : `border-top:4px solid ${escaped(color)};padding-top:16px;`;
  return `<p style="${bar}margin:0 0 24px;font-size:18px;font-weight:600">${line(name)}</p>\n`;
}

function button({ label, url, otherwise }: NonNullable<MailText["action"]>): string {
  const href = escaped(url);
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 16px"><tr>
<td bgcolor="#3451b2" style="border-radius:6px"><a href="${href}" style="display:inline-block;padding:12px 20px;color:#ffffff;font-weight:600;text-decoration:none">${line(label)}</a></td>
</tr></table>
<p style="margin:0 0 16px;font-size:13px">${line(otherwise)}<br><a href="${href}" style="word-break:break-all">${href}</a></p>`;
}

function line(text: string): string {
  return escaped(oneLine(text));
}

/** A name with line breaks could write headers and paragraphs of its own, one with control signs turn the rest around. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}
