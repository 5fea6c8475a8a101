/** Before anything is broken: what is there already, of the organization's own and of a stranger's. */
import type { Asking } from "./asking.ts";
import type { Learned } from "./learned.ts";
import type { Operation } from "./operations.ts";
import type { Outcome } from "./send.ts";
import type { Target } from "./target.ts";
import type { Wish } from "./wish.ts";

type Around = {
  target: Target;
  all: Operation[];
  learned: Learned;
  asking: Asking;
  askAndJudge(wish: Wish): Promise<Outcome>;
};

export async function lookAround({ target, all, learned, asking, askAndJudge }: Around): Promise<void> {
  // who asks first: no id of theirs is learned as one to be revoked
  const me = all.find(({ name }) => name === "GET /v1/me");
  for (const by of ["key", "person"] as const)
    if (me !== undefined) learned.spare(answered(await asking.ask({ ...plain(me), by })));

  for (const operation of all.filter(isList)) {
    const many = operation.parameters.some(({ name }) => name === "limit");
    const wish: Wish = { ...plain(operation), query: many ? ["limit=40"] : [] };
    await askAndJudge(wish);
    if (target.stranger !== undefined && operation.by === "key")
      learned.takeForeign(operation, answered(await asking.askAs(target.stranger, wish)));
  }
}

const isList = ({ method, template, stays }: Operation) =>
  method === "GET" && !template.includes("{") && !stays;

function plain(operation: Operation): Wish {
  return { operation, by: operation.by, path: {}, query: [], headers: {}, body: undefined, manner: "whole" };
}

function answered(outcome: Outcome): unknown {
  return "answer" in outcome && outcome.answer.status < 300 ? outcome.answer.json : undefined;
}
