/** How a module's intentions are written down: in words first, then by the names that the words stand for. */
import type { FixedRole } from "../../../src/modules/organizations/roles.ts";

export type Intention = {
  /** Who may do what, as one would tell a new colleague. */
  says: string;
  /** The fixed roles that hold it. Owners hold every permission: they are named nowhere. */
  roles: Exclude<FixedRole, "owner">[];
  /** The operations that ask for it, by the name that the document gives them; batches go with their verb. */
  opens: string[];
  /** The fields that only its holders see. */
  shows?: string[];
};

export type Intentions = {
  permissions: Record<string, Intention>;
  /**
   * What an actor sees of a noun who sees some customers only: theirs, the whole of it, or nothing. `own`: what is their
   * own as a human, and so it is for everybody.
   */
  scoped: Record<string, "theirs" | "whole" | "nothing" | "own">;
  /** Nouns that are seen only by those who may read the noun that the object at hand is about. */
  about?: string[];
  /** Verbs that ask a human to prove anew who they are: what gives a lasting hold, or takes a way to log in. */
  provenAnew?: string[];
  /** Verbs that look anew at who asks, without the proof: a credential that was just replaced is not good for them. */
  lookedAtAnew?: string[];
  /** Verbs and queries that are for nobody who sees some customers only: what they tell belongs to no customer. */
  wholeOnly?: string[];
  /** Verbs that go on in a suspended organization: they take access away. */
  whileSuspended?: string[];
  /** Verbs that no human may do who did one of these to the same object: "confirm: place". */
  apart?: string[];
  /** Verbs that refuse also some who hold the permission and see the object, and why. */
  refuses?: Record<string, string>;
};
