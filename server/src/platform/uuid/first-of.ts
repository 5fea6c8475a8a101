/**
 * The smallest UUIDv7 of a moment: an id below it was made before. Identifiers carry their time, so that the primary key
 * finds what is old.
 */
export function firstUuidOf(moment: Date): string {
  const time = moment.getTime().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
