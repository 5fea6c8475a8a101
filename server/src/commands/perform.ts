/** The operator does a verb: the very one that the API offers, with its audit row and its events. */
import type { App } from "#app";
import type { AnyContext, Context } from "#platform/access";
import type { Action } from "#platform/action";

/**
 * Does one verb with one input.
 * @returns its answer as the API would give it
 * @throws a problem when it is refused
 */
export async function perform(
  app: App,
  context: Context,
  name: string,
  input: object,
): Promise<Record<string, unknown>> {
  return await performAction(app, context, verbOf(app, name), input);
}

/** The same with a verb that is at no door: what only the operator may do. */
export async function performAction(
  app: App,
  context: AnyContext,
  action: Action,
  input: object,
): Promise<Record<string, unknown>> {
  return JSON.parse(await execute(app, context, action, [input], false));
}

/** Does one verb with up to 1,000 inputs, all or nothing. */
export async function performAll(app: App, context: Context, name: string, inputs: object[]): Promise<void> {
  if (inputs.length > 0) await execute(app, context, verbOf(app, name), inputs, true);
}

function verbOf(app: App, name: string): Action {
  const action = app.actions.find((one) => one.name === name);
  if (action === undefined) throw new Error(`there is no verb "${name}"`);
  return action;
}

async function execute(
  app: App,
  context: AnyContext,
  action: Action,
  inputs: object[],
  batch: boolean,
): Promise<string> {
  const call = {
    context,
    inputs: inputs.map((given) => ({ given, id: "" })),
    batch,
    dryRun: false,
    claim: undefined,
  };
  const { body } = await app.executor.execute(action, call);
  return body ?? "{}";
}
