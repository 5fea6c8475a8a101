/** What became of the requests of one load: how long each took, and what was wrong with it. */

export type Sum = {
  requests: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that were not right, and the first of them. */
  errors: number;
  firstError: string | undefined;
};

export class Ledger {
  requests = 0;
  #errors = 0;
  #firstError: string | undefined;
  #milliseconds: number[] = [];

  note(ms: number, error: string | undefined): void {
    this.requests++;
    this.#milliseconds.push(ms);
    if (error === undefined) return;
    this.#errors++;
    this.#firstError ??= error;
  }

  sum(): Sum {
    const sorted = Float64Array.from(this.#milliseconds).sort();
    const percentile = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return {
      requests: this.requests,
      p50Ms: percentile(0.5),
      p99Ms: percentile(0.99),
      errors: this.#errors,
      firstError: this.#firstError,
    };
  }
}
