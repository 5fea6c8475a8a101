/** What is counted of the looks at what must always be true. */

const looked = new Map<string, { invariant: string; outcome: string; objects: number; looks: number }>();

/** @param outcome held, broken, or unjudged where it took too long @param objects it was asked of so many */
export function countLooked(
  invariant: string,
  outcome: "held" | "broken" | "unjudged",
  objects: number,
): void {
  const key = `${invariant} ${outcome}`;
  const known = looked.get(key) ?? { invariant, outcome, objects: 0, looks: 0 };
  looked.set(key, { ...known, objects: known.objects + objects, looks: known.looks + 1 });
}

let violations: readonly { invariant: string; found: number }[] = [];

/** @param all every invariant, those that hold with 0 */
export function noteViolations(all: typeof violations): void {
  violations = all;
}

type Figures = () => Iterable<readonly [labels: Record<string, string>, figure: number]>;

type Registering = {
  gauges(name: string, labels: string[], help: string, figures: Figures): unknown;
  counter(name: string, labels: string[], help: string, figures: Figures): unknown;
};

export function addInvariantFigures({ gauges, counter }: Registering): void {
  counter(
    "plinth_invariants_checked_total",
    ["invariant", "outcome"],
    "Looks of this process at what must always be true of an organization's data: held, broken, or unjudged where it took too long.",
    () => [...looked.values()].map(({ invariant, outcome, looks }) => [{ invariant, outcome }, looks]),
  );
  counter("plinth_invariants_objects_total", ["invariant"], "Objects that these looks were at.", () => {
    const sums = new Map<string, number>();
    for (const { invariant, objects } of looked.values())
      sums.set(invariant, (sums.get(invariant) ?? 0) + objects);
    return [...sums].map(([invariant, objects]) => [{ invariant }, objects]);
  });
  gauges(
    "plinth_invariant_violations",
    ["invariant"],
    "Objects of which it is not true and of which an inbox says so, over all organizations. Every process says the same. Above 0, somebody must look.",
    () => violations.map(({ invariant, found }) => [{ invariant }, found]),
  );
}
