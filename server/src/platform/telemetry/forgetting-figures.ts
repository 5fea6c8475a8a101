/** What is counted of what is kept no longer. */

const forgotten = new Map<string, number>();

/** @param table of which so many rows were removed for their age: one of ours, never an organization's word */
export function countForgotten(table: string, rows: number): void {
  forgotten.set(table, (forgotten.get(table) ?? 0) + rows);
}

type Figures = () => Iterable<readonly [labels: Record<string, string>, figure: number]>;

type Registering = {
  counter(name: string, labels: string[], help: string, figures: Figures): unknown;
};

export function addForgettingFigures({ counter }: Registering): void {
  counter(
    "plinth_forgotten_rows_total",
    ["table"],
    "Rows that this process has removed because they are older than they are kept.",
    () => [...forgotten].map(([table, rows]) => [{ table }, rows]),
  );
}
