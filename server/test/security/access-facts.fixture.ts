/**
 * Who may do what, as plain sentences: once read from the declarations that the application is made of, once from the
 * intentions that are written by hand. What one has and the other has not is a mistake in one of them.
 */
import { permissions } from "#platform/access";
import type { Action, Query } from "#platform/action";
import type { StreamDoor } from "#platform/doors/feed";
import type { Incoming } from "#platform/doors/incoming";
import { openApiDocument } from "#platform/doors/openapi";
import type { Registry, Resource } from "#platform/resource";
import { type FixedRole, fixedRoles, permissionsOfFixed } from "../../src/modules/organizations/roles.ts";
import { intentions } from "./intentions/index.ts";
import { fromOutside, ofEveryActor, ofEverybody, ofPeople } from "./without-permission.fixture.ts";

export type Declared = {
  registry: Registry;
  actions: Action[];
  queries: Query[];
  incoming: Incoming[];
  streams: StreamDoor[];
  version: string;
};
export type Holds = (role: FixedRole, permission: string) => boolean;

/** Whoever has a credential may ask, with an organization or without. */
const ofAnyone = ["me.get"];

export const rolesHold: Holds = (role, permission) => permissionsOfFixed(role).includes(permission);

type Look = { holds?: Holds; operations?: Operation[] };

/** What the application says of itself. */
export function declaredFacts(
  declared: Declared,
  { holds = rolesHold, operations = operationsOf(declared) }: Look = {},
): Set<string> {
  const { registry, actions, queries } = declared;
  return new Set([
    ...permissions().flatMap(({ name }) => [
      `there is the permission ${name}`,
      ...fixedRoles.filter((role) => holds(role, name)).map((role) => `${role} holds ${name}`),
    ]),
    ...operations.map(({ name, needs }) => `${name} needs ${needs}`),
    ...registry.resources.flatMap((noun) => [
      `who sees some customers only sees of ${noun.name}: ${seenInScope(registry, noun)}`,
      ...(noun.about ? [`${noun.name} is seen with what it is about`] : []),
      ...hiddenFields(noun).map(({ field, see }) => `only ${see} shows ${noun.name}.${field}`),
    ]),
    ...queries.flatMap(({ name, alsoNeeds }) =>
      alsoNeeds === undefined ? [] : [`${name} also needs ${alsoNeeds}`],
    ),
    ...[...actions, ...queries].flatMap(({ name, wholeOrganization }) =>
      wholeOrganization ? [`${name} is for who sees the whole organization`] : [],
    ),
    ...actions.flatMap((action) => [
      ...(action.stepUp ? [`${action.name} asks to prove anew`] : []),
      ...(action.fresh ? [`${action.name} looks anew`] : []),
      ...(action.whileSuspended ? [`${action.name} goes on while suspended`] : []),
      ...apartOf(action).map((other) => `${action.name} is kept apart from ${other}`),
    ]),
  ]);
}

/** The same sentences as they are meant. */
export function intendedFacts(): Set<string> {
  const facts = Object.values(intentions).flatMap((module) => [
    ...Object.entries(module.permissions).flatMap(([name, { roles, opens, shows = [] }]) => [
      `there is the permission ${name}`,
      ...["owner", ...roles].map((role) => `${role} holds ${name}`),
      ...opens.map((operation) => `${operation} needs ${name}`),
      ...shows.map((field) => `only ${name} shows ${field}`),
    ]),
    ...Object.entries(module.scoped).map(
      ([noun, seen]) => `who sees some customers only sees of ${noun}: ${seen}`,
    ),
    ...(module.about ?? []).map((noun) => `${noun} is seen with what it is about`),
    ...(module.provenAnew ?? []).map((name) => `${name} asks to prove anew`),
    ...(module.wholeOnly ?? []).map((name) => `${name} is for who sees the whole organization`),
    ...(module.lookedAtAnew ?? []).map((name) => `${name} looks anew`),
    ...(module.whileSuspended ?? []).map((name) => `${name} goes on while suspended`),
    ...(module.apart ?? []).map((pair) => pair.replace(": ", " is kept apart from ")),
  ]);
  return new Set([
    ...facts,
    ...historiesAlsoNeed(),
    ...Object.keys(ofPeople).map((name) => `${name} needs to be a human, for themselves`),
    ...Object.keys(ofEverybody).map((name) => `${name} needs nothing`),
    ...Object.keys(fromOutside).map((name) => `${name} needs a signature`),
    ...Object.keys(ofEveryActor).map((name) => `${name} needs an organization`),
    ...ofAnyone.map((name) => `${name} needs a credential`),
  ]);
}

/** Whoever sees what became of an object may read it. */
function historiesAlsoNeed(): string[] {
  const opened = Object.values(intentions).flatMap((module) =>
    Object.entries(module.permissions).flatMap(([permission, { opens }]) =>
      opens.map((operation) => ({ operation, permission })),
    ),
  );
  return opened
    .filter(({ operation }) => operation.endsWith(".history"))
    .map(({ operation }) => {
      const read = opened.find((one) => one.operation === operation.replace(".history", ".get"));
      return `${operation} also needs ${read?.permission}`;
    });
}

/** What is declared and not meant, and what is meant and not declared. */
export function differences(declared: Declared, look?: Look): string[] {
  const [is, meant] = [declaredFacts(declared, look), intendedFacts()];
  return [
    ...[...is].filter((fact) => !meant.has(fact)).map((fact) => `is so, and nobody means it: ${fact}`),
    ...[...meant].filter((fact) => !is.has(fact)).map((fact) => `is meant, and is not so: ${fact}`),
  ];
}

export type Operation = { name: string; needs: string };

/** Every operation that is served, by the name that the document gives it, and what it asks of its caller. */
export function operationsOf(declared: Declared): Operation[] {
  const audiences = new Map([
    ...[...declared.actions, ...declared.queries].map(
      ({ name, audience }) => [name, audience as string] as const,
    ),
    ...declared.incoming.map(({ name }) => [name, "outside"] as const),
    ...declared.streams.map(({ name }) => [name, "organization"] as const),
  ]);
  const unnamed: Record<string, string> = {
    person: "to be a human, for themselves",
    public: "nothing",
    anyone: "a credential",
    organization: "an organization",
    outside: "a signature",
  };
  const operations = Object.values(openApiDocument(declared).paths).flatMap((path) => Object.values(path));
  return operations.map(({ operationId, "x-permission": permission }) => {
    const name = operationId.replace(/_batch$/, "");
    return { name, needs: permission ?? unnamed[audiences.get(name) ?? ""] ?? "something unknown" };
  });
}

export function hiddenFields(noun: Resource): { field: string; see: string }[] {
  const below = Object.entries(noun.children).flatMap(([child, { fields }]) =>
    Object.entries(fields).map(([name, field]) => [`${child}.${name}`, field] as const),
  );
  return [...Object.entries(noun.fields), ...below].flatMap(([field, { see }]) =>
    see === undefined ? [] : [{ field, see }],
  );
}

function seenInScope(registry: Registry, { belongs }: Resource): string {
  if (belongs === "shared") return "whole";
  if (belongs === "hidden") return "nothing";
  if ("person" in belongs) return "own";
  return "scope" in belongs ? "theirs" : seenInScope(registry, registry.get(belongs.parent));
}

/** Separation of duties, where a verb declares it. */
function apartOf(action: Action): string[] {
  const { apart } = action as { apart?: { from: readonly string[] } };
  return [...(apart?.from ?? [])];
}
