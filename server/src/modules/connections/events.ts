import { defineEvent } from "#platform/events";

const connector = "What kind of system it is.";
const fact = <Data extends object>(happened: string, describe: string, data: Record<string, string>) =>
  defineEvent<Data>({ type: `connection.${happened}`, subject: "connection", describe, data });

export const connectionCreated = fact<{ connector: string }>("created", "A system outside was connected.", {
  connector,
});
export const connectionUpdated = fact<{ connector: string; changed: string[] }>(
  "updated",
  "A connection was changed.",
  { connector, changed: "Names of the fields that changed." },
);
export const connectionRotated = fact<{ connector: string }>("rotated", "A connection got new credentials.", {
  connector,
});
export const connectionPaused = fact<{ connector: string }>(
  "paused",
  "Nothing is sent through a connection for the time being.",
  { connector },
);
export const connectionResumed = fact<{ connector: string }>("resumed", "A connection is used again.", {
  connector,
});
export const connectionTested = fact<{ connector: string; passed: boolean }>(
  "tested",
  "Somebody tried out whether a system outside can be reached.",
  { connector, passed: "Whether it was reached and let us in." },
);
export const connectionDeleted = fact<{ connector: string }>("deleted", "A connection was removed.", {
  connector,
});
