/** The words of the embedded PostgreSQL, shared by the files of this folder. */

/** What a caller asks for. */
export type EmbeddedPostgresWish = {
  /** Holds the cluster, its connection facts, socket and log; created if absent. */
  dataDir: string;
  /** Told in whole sentences what is happening; silent if absent. */
  say?: ((line: string) => void) | undefined;
  /** Server settings on top of ours, in postgresql.conf's words and units. */
  settings?: Record<string, string>;
  /** `false` trades the survival of a power cut for speed: for tests only. Default `true`. */
  durable?: boolean;
};

export type EmbeddedPostgres = {
  /** The superuser's URL, for `pg` and for `new URL()`; through the unix socket where there is one. */
  adminUrl: string;
  /** Absent where unix sockets are not (Windows), or when no path is short enough. */
  socketDir: string | undefined;
  port: number;
  /** Whether this call started the server, or adopted one whose starter has died. */
  startedHere: boolean;
  /** Leaves; stops the server (fast shutdown, waits) if nobody alive is using it any more. */
  stop(): Promise<void>;
};

/** The account that PostgreSQL runs under when we are root, which it refuses to be. */
export type ServiceUser = { uid: number; gid: number };

/** Where the parts of one cluster are. */
export type Place = {
  dataDir: string;
  cluster: string;
  socketDir: string | undefined;
  log: string;
  /** Only when we are root. */
  user: ServiceUser | undefined;
};

/** What went wrong and what to do about it, in words for the person who typed the command. */
export class EmbeddedPostgresError extends Error {
  override name = "EmbeddedPostgresError";
}
