/** The clock of a machine that jumps: what a process takes for now. Its timers run on. */

const real = Date;
let aheadMs = 0;

/** From the first jump on; until then nothing is different. @param ms from now on, of the true time; may be negative */
export function jumpTo(ms: number): void {
  aheadMs = ms;
  globalThis.Date = jumping;
}

const now = (): number => real.now() + aheadMs;

const jumping = new Proxy(real, {
  apply: () => new real(now()).toString(),
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
});
