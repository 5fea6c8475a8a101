import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, createContext, createPersonContext } from "#platform/access";
import { viewOf } from "./index.ts";

const [a, b] = ["0199f3c2-7d1e-7a30-9b5f-00000000000a", "0199f3c2-7d1e-7a30-9b5f-00000000000b"];
const contextOf = (limits: Partial<Context>) =>
  createContext({
    organizationId: "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    actor: { kind: "service_account", id: a, name: "A program" },
    permissions: new Set(["things:read"]),
    scope: "all",
    requestId: "r-1",
    door: "test",
    ...limits,
  });

test("whoever holds, sees and is known of the same has the same view, in whatever order it is listed", () => {
  const one = contextOf({ scope: [a, b], people: [a, b] });
  const other = contextOf({ scope: [b, a], people: [b, a], permissions: new Set(["things:read"]) });
  assert.equal(viewOf(one), viewOf(other));
});

test("rights, customers, humans and version each make it another view", () => {
  const person = createPersonContext(
    {
      userId: a,
      email: "ada@example.com",
      name: "Ada",
      locale: "en",
      sessionId: b,
      authenticatedAt: new Date(),
      methods: [],
    },
    { requestId: "r-1", door: "test" },
  );
  const different = [
    contextOf({}),
    contextOf({ permissions: new Set(["things:read", "things:write"]) }),
    contextOf({ apiVersion: "2027-01-01" }),
    contextOf({ scope: [a] }),
    contextOf({ scope: [b] }),
    contextOf({ scope: [a, b] }),
    contextOf({ people: [a] }),
    contextOf({ people: [b] }),
    contextOf({ scope: [a], people: [a] }),
    contextOf({ scope: [a], people: [b] }),
    person,
  ];
  assert.equal(new Set(different.map(viewOf)).size, different.length);
});
