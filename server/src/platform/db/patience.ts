/** For how long a connection is waited for, and on one for an answer where the server cannot be asked about it. */

export const connectWithinMs = 5_000;

/** A little more than a statement may take (role-settings.ts). */
export const appPatienceMs = 17_000;

/** The system's statements have no limit of their own; none of them takes nearly so long. */
export const systemPatienceMs = 60_000;
