/** What the end of a connection means for the next beginning. Pure. */
import { PlinthProblem } from "../problem.ts";
import { Cut, type DoorName } from "./door.ts";
import { HandlerFailed } from "./handler.ts";

export type Verdict =
  /** The connection was good: come back. */
  | "again"
  /** The door does not work: take another. */
  | "another door"
  /** The server asks for patience. */
  | "wait"
  /** The credential has ended: come back with another. */
  | "renew"
  /** The cursor cannot be continued. */
  | "resync"
  /** It would only be said again. */
  | "end";

/** @param renewable whether another token may be had */
export function verdictOn(error: unknown, door: DoorName, renewable: boolean): Verdict {
  if (error instanceof HandlerFailed) return "end";
  if (error instanceof Cut) return "again";
  // what has no code of ours was said by something on the way, which another door may pass
  if (!(error instanceof PlinthProblem) || error.code.startsWith("http_")) return "another door";
  if (error.code === "resync_required") return "resync";
  // streams are counted, polls are not
  if (error.code === "too_many_streams" && door !== "poll") return "another door";
  if (error.status === 401) return renewable ? "renew" : "end";
  if (error.status === 400 || error.status === 403) return "end";
  if (error.status === 429 || error.status === 503) return "wait";
  return "another door";
}
