/** Tells when the process that started this one is gone: the system then gives it another parent. */
const lookEveryMs = 300;

/** Calls `stop` once when our parent has died. Does not keep the process alive. */
export function stopWhenOrphaned(stop) {
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(looking);
    stop();
  }, lookEveryMs);
  looking.unref();
}
