/** Callers for tests below the doors: a human for themselves, nobody yet, an organization's program. */
import {
  type Context,
  createContext,
  createPersonContext,
  createPublicContext,
  type Person,
  type PersonContext,
  type PublicContext,
} from "#platform/access";
import type { Clock } from "#platform/clock";
import { uuidv7 } from "#platform/uuid";

const request = { requestId: "a-test", door: "test" };

export function person(wish: Partial<Person> = {}): Person {
  const userId = uuidv7();
  return {
    userId,
    email: `${userId}@example.com`,
    name: "Ada Lovelace",
    locale: "en",
    sessionId: uuidv7(),
    authenticatedAt: new Date(),
    methods: ["password"],
    ...wish,
  };
}

export function personContext(who: Person = person(), clock?: Clock): PersonContext {
  return createPersonContext(who, { ...request, ...(clock ? { clock } : {}) });
}

export function publicContext(): PublicContext {
  return createPublicContext(request);
}

/** A program of the organization, or with `person` a human at work for it. */
export function organizationContext(organizationId: string, wish: Partial<Context> = {}): Context {
  return createContext({
    ...request,
    organizationId,
    actor: { kind: "api_key", id: uuidv7(), name: "A key" },
    permissions: new Set<string>(),
    scope: "all",
    ...wish,
  });
}
