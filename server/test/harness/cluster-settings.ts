/**
 * Settings for throw-away clusters: the one of a whole test run, and the one for files run by hand.
 *
 * Apart from the harness, so that a run can begin, and report, while the code under test does not even load.
 */
export const testClusterSettings = {
  max_connections: "300",
  shared_buffers: "128MB",
  wal_level: "minimal",
  max_wal_senders: "0",
  autovacuum_naptime: "1h",
  log_min_messages: "fatal", // tests provoke errors by the thousand
};
