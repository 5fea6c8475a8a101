/** A promise that somebody else keeps. (`Promise.withResolvers` is younger than the oldest Node that we run on.) */
export type Deferred<Value> = {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(reason: unknown): void;
};

export function deferred<Value>(): Deferred<Value> {
  const parts: Partial<Deferred<Value>> = {};
  const promise = new Promise<Value>((resolve, reject) => Object.assign(parts, { resolve, reject }));
  // the executor has run: both are there
  return { ...(parts as Deferred<Value>), promise };
}
