/** What a browser calls itself, as a person would say it. A guess, good enough to recognize a device by. */
import { word } from "../words.js";

/** The first that fits: most browsers also claim to be those further down. @type {[RegExp, string][]} */
const browsers = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(Headless)?Chrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/\bcurl\//, "curl"],
];

/** @type {[RegExp, string][]} */
const systems = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "Mac"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** @param {string | null | undefined} agent */
export function deviceName(agent) {
  const fitting = (/** @type {[RegExp, string][]} */ names) =>
    names.find(([form]) => form.test(agent ?? ""))?.[1];
  const browser = fitting(browsers);
  const system = fitting(systems);
  if (browser !== undefined && system !== undefined) return word("device", { browser, system });
  return browser ?? system ?? word("unknown_device");
}
