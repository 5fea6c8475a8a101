/** Why a stream ends, in words for whoever reads it and in the number that a WebSocket closes with. */
export type Ending = {
  code:
    | "restarting"
    | "bad_message"
    | "unauthenticated"
    | "rights_changed"
    | "too_slow"
    | "resync_required"
    | "failed";
  detail: string;
};

/** RFC 6455, section 7.4: 4000 to 4999 are ours. */
export const closeCodes: Record<Ending["code"], number> = {
  restarting: 1012,
  failed: 1011,
  bad_message: 4400,
  unauthenticated: 4401,
  rights_changed: 4403,
  too_slow: 4408,
  resync_required: 4410,
};

export const endings = {
  restarting: { code: "restarting", detail: "The server restarts. Connect again with your last cursor." },
  failed: { code: "failed", detail: "The feed could not be read. Connect again with your last cursor." },
  badMessage: { code: "bad_message", detail: "Too many messages that cannot be understood." },
  unauthenticated: { code: "unauthenticated", detail: "The credential is no longer good." },
  rightsChanged: {
    code: "rights_changed",
    detail: "What you may see has changed. Connect again with your last cursor.",
  },
  tooSlow: {
    code: "too_slow",
    detail: "What you were sent was not taken in time. Connect again with your last cursor.",
  },
} as const satisfies Record<string, Ending>;
