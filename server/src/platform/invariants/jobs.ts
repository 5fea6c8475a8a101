/** The look that is taken again and again: at a sample of each organization, an hour apart. */
import Type from "typebox";
import type { Context } from "#platform/access";
import { defineJob, defineSchedule, type JobServices } from "#platform/jobs";
import { countLooked } from "#platform/telemetry";
import type { Invariant } from "./define-invariant.ts";
import { countBroken } from "./figures.ts";
import { namedIn, openItems, settleBroken, tellBroken } from "./incident.ts";
import { type Asked, askedOf, judge, lookAtSample, type Outcome, type Sampled } from "./look.ts";
import { findPlaces, writePlaces } from "./places.ts";

const nothing = Type.Object({}, { additionalProperties: false });

/** A sample takes milliseconds: what takes so long is left to the look at everything. */
const withinMs = 2_000;

/** Organizations are looked at here and there within the hour, and not all of them as it begins. */
const spreadMs = 50 * 60_000;

/** What the application does about its invariants, as a module hands it in. */
export function invariantsModule(invariants: readonly Invariant[]) {
  const lookAtBooks = defineJob({
    name: "invariants.look",
    describe: "Looks at a sample of the organization's rows, whether what must be true of them is.",
    input: nothing,
    // whoever is killed three times within an hour is nothing that waits for a person: the next look asks the same
    retry: { attempts: 10, mostMs: 300_000 },
    prepare: (context, _input, services) => lookAround(invariants, context, services),
    async run(_context, tx, _input, { outcomes, settled, places }) {
      for (const outcome of outcomes) await tellBroken(tx, outcome);
      for (const name of settled) await settleBroken(tx, name);
      writePlaces(tx, places);
    },
  });
  const planLook = defineJob({
    name: "invariants.plan",
    describe: "Says when within the hour the organization is looked at.",
    input: nothing,
    async run(context, tx) {
      const runAt = new Date(context.now.getTime() + Math.random() * spreadMs);
      lookAtBooks.enqueue(tx, {}, { runAt, priority: -10 });
    },
  });
  return {
    name: "invariants",
    resources: [],
    actions: [],
    jobs: [planLook, lookAtBooks],
    schedules: [defineSchedule({ name: "invariants.plan", cron: "5 * * * *", job: planLook, input: {} })],
    upkeep: [countBroken(invariants)],
  };
}

type Seen = Sampled & { settled: string[] };

/** The sample, and once more what open items name: whether it holds again a sample alone cannot say. */
async function lookAround(
  invariants: readonly Invariant[],
  context: Context,
  { look, keyRing, logger }: JobServices,
): Promise<Seen> {
  const asked = askedOf(context, look, keyRing, withinMs);
  const items = await look<{ details: string }>(context, openItems(asked.organization), withinMs);
  const open = new Map(items.map(({ details }) => namedIn(details)));
  const sampled = await lookAtSample(asked, invariants, await findPlaces(asked));
  const settled: string[] = [];
  for (const outcome of sampled.outcomes) {
    const keys = open.get(outcome.invariant.name);
    if (keys !== undefined && (await holdsAgain(asked, outcome, keys))) settled.push(outcome.invariant.name);
    countLooked(outcome.invariant.name, endOf(outcome), outcome.asked);
    tellLog(asked.organization, outcome, logger);
  }
  // what an item says of an invariant that is not known here, a newer version beside this one does
  return { ...sampled, settled };
}

/** Adds to the outcome what is still not true of what was named. */
async function holdsAgain(asked: Asked, outcome: Outcome, keys: readonly string[]): Promise<boolean> {
  const again = await judge(asked, outcome.invariant, keys);
  const found = [...again.violations, ...outcome.violations];
  outcome.violations = [...new Map(found.map((one) => [one.key, one])).values()];
  return !again.unjudged && !outcome.unjudged && outcome.violations.length === 0;
}

const endOf = ({ violations, unjudged }: Outcome) =>
  violations.length > 0 ? "broken" : unjudged ? "unjudged" : "held";

function tellLog(organization: string, outcome: Outcome, logger: JobServices["logger"]): void {
  const { invariant, violations, unjudged } = outcome;
  const line = { organization_id: organization, invariant: invariant.name };
  if (violations.length > 0)
    logger.error(
      { ...line, found: violations.length, first: violations.slice(0, 3) },
      "what must always be true is not",
    );
  else if (unjudged) logger.warn(line, "an invariant could not be looked at in time");
}
