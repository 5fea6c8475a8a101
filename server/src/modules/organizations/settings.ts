/** What an organization says of itself: its language, its day, how it writes numbers. */
import Type from "typebox";
import { type Field, type FieldOptions, oneOf, text } from "#platform/resource";
import { type DeclaredSetting, defineSetting } from "#platform/settings";

export const locale = defineSetting({
  name: "locale",
  field: code(isLocale, "a language as BCP 47 has it, such as en or de-AT", {
    describe:
      "Your company's language (BCP 47). Mails to people who have no account yet, such as invitations, are written in it where we speak it (English, German) and in English elsewhere; until you choose one, in the language of whoever asks for the mail. The API answers the same in every language; pages and documents that show your company go by it.",
    example: "de-AT",
  }),
  default: "en",
});

export const timeZone = defineSetting({
  name: "time_zone",
  field: code(isTimeZone, "a time zone by its IANA name, such as Europe/Berlin or UTC", {
    describe:
      "Where your company's day begins and ends (IANA name). The day that it is there decides which tax rate an order gets, and the year that it is there stands in the order's number. Times in the API stay in UTC.",
    example: "Europe/Vienna",
  }),
  default: "UTC",
});

export const numberFormat = defineSetting({
  name: "number_format",
  field: oneOf(["1,234.56", "1.234,56", "1 234,56", "1'234.56"], {
    describe:
      "How pages, documents and exports for people write a number, shown by an example. Whoever makes them reads it here. The API itself does not change: numbers are JSON, decimals have a point.",
    example: "1.234,56",
  }),
  default: "1,234.56",
});

export const organizationsSettings: DeclaredSetting[] = [locale, timeZone, numberFormat];

function code(isGood: (text: string) => boolean, words: string, options: FieldOptions): Field {
  const plain = text({ ...options, max: 64 });
  return {
    ...plain,
    words,
    schema: Type.Refine(Type.String({ minLength: 1, maxLength: 64 }), isGood, () => `must be ${words}`),
  };
}

function isLocale(given: string): boolean {
  try {
    return Intl.getCanonicalLocales(given)[0] === given;
  } catch {
    return false;
  }
}

/** Names only: "+02:00" is a zone to the runtime as well, but knows no summer. */
function isTimeZone(given: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+/-]*$/.test(given)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: given }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
