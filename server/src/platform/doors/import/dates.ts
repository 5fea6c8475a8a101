/** Dates as people write them, read by a stated format; never guessed. */

const clockParts: string[] = ["year", "month", "day", "hour", "minute", "second"];

export type DateReader = (text: string) => { day: string; time: string } | undefined;

const parts: Record<string, string> = {
  YYYY: "(?<year>\\d{4})",
  MM: "(?<month>\\d{1,2})",
  DD: "(?<day>\\d{1,2})",
  HH: "(?<hour>\\d{1,2})",
  mm: "(?<minute>\\d{2})",
  ss: "(?<second>\\d{2})",
};

/**
 * @returns a reader that answers the day (`2010-12-01`) and the moment in UTC (`2010-12-01T08:26:00Z`), or
 * undefined for what does not have the format or is no day of the calendar.
 * @throws when the format has no year, month and day, or there is no such zone.
 */
export function dateReader(format: string, zone = "UTC"): DateReader {
  const found: string[] = format.match(/YYYY|MM|DD|HH|mm|ss/g) ?? [];
  const complete =
    ["YYYY", "MM", "DD"].every((part) => found.includes(part)) && new Set(found).size === found.length;
  if (!complete) throw new Error(`the date format "${format}" needs YYYY, MM and DD, each once`);
  const pattern = new RegExp(
    `^${format.replace(/YYYY|MM|DD|HH|mm|ss|[^A-Za-z0-9 ]/g, (part) => parts[part] ?? `\\${part}`)}$`,
  );
  const local = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
    hourCycle: "h23",
    calendar: "iso8601",
  });

  return (text) => {
    const { year, month, day, hour = "0", minute = "00", second = "00" } = pattern.exec(text)?.groups ?? {};
    if (year === undefined || month === undefined || day === undefined) return undefined;
    const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    const wall = Date.parse(`${date}T${hour.padStart(2, "0")}:${minute}:${second}Z`);
    if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== date) return undefined;
    return {
      day: date,
      time: new Date(zone === "UTC" ? wall : momentOf(local, wall)).toISOString().replace(".000Z", "Z"),
    };
  };
}

/** The moment at which clocks of the zone show `wall`; asked twice, because the first guess may lie beyond a change of clocks. */
function momentOf(local: Intl.DateTimeFormat, wall: number): number {
  const guess = wall - offsetAt(local, wall);
  return wall - offsetAt(local, guess);
}

function offsetAt(local: Intl.DateTimeFormat, moment: number): number {
  const shown = local.formatToParts(moment);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = clockParts.map((part) =>
    Number(shown.find(({ type }) => type === part)?.value),
  );
  return Date.UTC(year, month - 1, day, hour, minute, second) - moment;
}
