/**
 * What a good password is: long, and not among those that are tried first. No rule about kinds of characters: they
 * make `Password1!` and are counted as strong (NIST SP 800-63B asks for length and a list, and for nothing else).
 *
 * The list knows words; people add to them. `Dr4gon2024!` is a known word, dressed: what is around it is taken off,
 * digits that stand for letters are read as letters, and if little is left besides, it is still that word.
 */
import { isCommonPassword } from "#platform/passwords";
import { withoutRuns } from "./keyboard-walk.ts";

/** Whose password it is: their own words are tried on them first. */
export type Owner = { email?: string; name?: string };

const fewest = 10;
const most = 128;
/** A known word needs this much around it not to count as that word: a year and a few signs are fewer. */
const enoughBeside = 8;
/** Of a password without runs, names and repetitions at least this must be left. */
const enoughLeft = 6;

/** What the list of breaches, which is English and of words in the main, does not have: the last are from a famous comic. */
const alsoCommon = new Set(
  "plinth passwort kennwort geheim hallo willkommen anmelden frühling fruehling sommer herbst passwd motdepasse bonjour bienvenue contraseña contrasena senha wachtwoord changeme temppass default company correcthorsebatterystaple correcthorsebattery horsebatterystaple batterystaple correctbatteryhorsestaple troubador".split(
    " ",
  ),
);

/**
 * What is wrong with a password that somebody wants to have, one sentence each; none when it is good.
 * Length is counted in characters after NFKC, as it will be hashed.
 */
export function complaints(password: string, owner: Owner = {}): string[] {
  // before anything is done with all of it
  if (password.length > most * 4) return [tooLong];
  const text = password.normalize("NFKC");
  const length = [...text].length;
  if (length < fewest) return [tooShort];
  if (length > most) return [tooLong];
  if (!password.isWellFormed() || /\p{Cc}/u.test(text)) return ["Leave out characters that cannot be seen."];

  const plain = text.toLowerCase();
  if (isKnown(plain)) return ["This password is on the lists that attackers try first. Choose another one."];
  if (left(plain) < enoughLeft)
    return ["Repetitions, counting and rows of the keyboard are guessed first. Take a few words instead."];
  if (left(withoutWords(plain, wordsOf(owner))) < enoughLeft)
    return ["This password is little but your name or address. Use other words."];
  return [];
}

const tooShort = `Use at least ${fewest} characters. A few words in a row are easy to keep in mind and hard to guess.`;
const tooLong = `Use at most ${most} characters.`;

/** Whether it is a common password or word, as it is, backwards, with digits for letters, or dressed. */
function isKnown(plain: string): boolean {
  const unit = repeatedUnit(plain);
  if (unit !== plain && (unit.length < fewest ? isKnownWord(unit) || isDressed(unit) : isKnown(unit)))
    return true;
  const backwards = [...plain].reverse().join("");
  return [plain, backwards].some((text) => isKnownWord(text) || isDressed(text));
}

function isKnownWord(text: string): boolean {
  return spellings(text).some((word) => alsoCommon.has(word) || isCommonPassword(word));
}

/** A known word with little around it, or nothing but a date. */
function isDressed(text: string): boolean {
  return [text, ...spellings(text)].some((spelling) => {
    const { before, word, after } = undressed(spelling);
    if (word === "") return isDate(spelling);
    if (word.length < 4 || !isKnownWord(word)) return false;
    return isDate(before + after) || [...withoutRuns(before), ...withoutRuns(after)].length < enoughBeside;
  });
}

/** What stands around the first and the last letter. */
function undressed(text: string): { before: string; word: string; after: string } {
  const before = /^\P{L}*/u.exec(text)?.[0] ?? "";
  const word = text.slice(before.length).replace(/\P{L}+$/u, "");
  return { before, word, after: text.slice(before.length + word.length) };
}

/** Eight digits that begin or end with a year people live in, whatever separates them. */
function isDate(around: string): boolean {
  return /^(((19|20)\d{6})|(\d{4}(19|20)\d\d))$/.test(around.replace(/\D/g, ""));
}

/** The text as it is, with digits and signs read as letters, and without what separates its parts. */
function spellings(text: string): string[] {
  const letters = [..."013456789@$!+|€"];
  const one = "oleasbtbgasitle";
  const read = (i: string) =>
    text.replace(/[013456789@$!+|€]/g, (sign) => (sign === "1" ? i : one.charAt(letters.indexOf(sign))));
  const all = [text, read("l"), read("i")];
  return [...new Set([...all, ...all.map((each) => each.replace(/[\s._-]/g, ""))])];
}

/** How many characters are left when runs and repetitions count once. */
function left(text: string): number {
  const unit = repeatedUnit(text);
  return Math.min([...withoutRuns(unit)].length, 2 * new Set(text).size);
}

/** `abcabcabc` → `abc`; the text itself when it repeats nothing. */
function repeatedUnit(text: string): string {
  const at = (text + text).indexOf(text, 1);
  return text.slice(0, at);
}

/** The owner's words and ours, the longest first. */
function wordsOf({ email = "", name = "" }: Owner): string[] {
  const words = `${email} ${name} plinth`
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word.length >= 3).sort((a, b) => b.length - a.length);
}

function withoutWords(plain: string, words: string[]): string {
  // as it is and with digits read as letters: whichever hides more, where there is such a word at all
  const texts = spellings(plain).flatMap((spelling) => {
    const rest = words.reduce((text, word) => text.replaceAll(word, ""), spelling);
    return rest === spelling ? [] : [rest];
  });
  return texts.reduce((shortest, each) => (each.length < shortest.length ? each : shortest), plain);
}
