/** A small library, declared for the tests of the document. */
import Type from "typebox";
import { type Action, defineAction, defineOpenQuery, type Query } from "#platform/action";
import { defineProblem, invalidState } from "#platform/errors";
import {
  createRegistry,
  createSchema,
  defineResource,
  embedded,
  integer,
  many,
  money,
  one,
  oneOf,
  patchSchema,
  reference,
  text,
  time,
} from "#platform/resource";
import { type OpenApiDocument, openApiDocument } from "./document.ts";

export const shelf = defineResource({
  name: "shelf",
  path: "shelves",
  table: "shelves",
  describe: "A place where books stand.",
  read: "shelves:read",
  belongs: "shared",
  fields: {
    room: text({ describe: "The room it is in.", example: "Reading room" }),
    closed_at: time({ describe: "When it was closed; null while it is open.", optional: true }),
  },
  relations: { books: many("book", { by: "shelf_id", orderBy: "title", describe: "The books on it." }) },
  search: ["room"],
});

export const book = defineResource({
  name: "book",
  path: "books",
  table: "books",
  describe: "A book that readers take home.",
  read: "books:read",
  belongs: "shared",
  write: "books:write",
  fields: {
    title: text({ describe: "The title on its cover.", example: "Moby-Dick" }),
    status: oneOf(["in", "out"], { describe: "Whether it can be borrowed.", readOnly: true }),
    binding: oneOf(["hard", "soft"], { describe: "How it is bound, if known.", optional: true }),
    shelf_id: reference("shelf", { describe: "Where it stands." }),
    pages: integer({ describe: "How many pages it has.", min: 1, optional: true, example: 635 }),
    cost_minor: money({ describe: "What we paid for it.", see: "books:see_cost", readOnly: true }),
    bought_at: time({ describe: "When it was bought." }),
  },
  children: {
    notes: embedded({
      table: "book_notes",
      parentKey: "book_id",
      describe: "What was written into it.",
      key: ["page"],
      fields: { page: integer({ describe: "The page of the note.", min: 1, example: 7 }) },
    }),
  },
  relations: { shelf: one("shelf", { by: "shelf_id", describe: "Where it stands." }) },
  filter: ["status", "bought_at", "title", "pages"],
  sort: ["bought_at", "title"],
  search: ["title"],
});

export const reader = defineResource({
  name: "reader",
  path: "readers",
  table: "readers",
  describe: "A person who borrows books.",
  read: "readers:read",
  belongs: "shared",
  fields: { name: text({ describe: "Their name.", example: "Ishmael" }) },
});

/** Reached through others only. */
export const slip = defineResource({
  name: "slip",
  table: "slips",
  describe: "A slip of paper in a book.",
  read: "books:read",
  belongs: "shared",
  fields: { colour: text({ describe: "Its colour.", example: "red" }) },
});

export const alreadyOut = defineProblem({
  code: "already_out",
  status: 409,
  title: "Somebody else has it",
  describe: "The book is out. The detail says until when.",
});

const nothing = async () => ({ answer: {} });

export const actions: Action[] = [
  defineAction({
    name: "books.create",
    door: "POST /v1/books",
    permission: "books:write",
    describe: "Put a book into the library.",
    input: createSchema(book),
    output: book,
    batch: true,
    run: nothing,
  }),
  defineAction({
    name: "books.update",
    door: "PATCH /v1/books/{id}",
    permission: "books:write",
    describe: "Change a book's fields.",
    input: patchSchema(book),
    output: book,
    ifMatch: "required",
    run: nothing,
  }),
  defineAction({
    name: "books.delete",
    door: "DELETE /v1/books/{id}",
    permission: "books:write",
    describe: "Remove a book for good.",
    input: Type.Object({}, { additionalProperties: false }),
    status: 204,
    subject: "book",
    run: nothing,
  }),
  defineAction({
    name: "books.borrow",
    door: "POST /v1/books/{id}/borrow",
    permission: "books:borrow",
    allows: "Borrow books.",
    describe: "Take a book home.",
    input: Type.Object(
      {
        days: Type.Integer({ minimum: 1, description: "For how many days.", examples: [14] }),
        reader: Type.Optional(Type.String({ description: "Who reads it.", examples: ["Ishmael"] })),
      },
      { additionalProperties: false },
    ),
    output: book,
    fails: [alreadyOut, invalidState],
    run: nothing,
  }),
  defineAction({
    name: "readers.register",
    door: "POST /v1/readers",
    permission: "readers:register",
    allows: "Register readers.",
    describe: "Make somebody a reader.",
    input: Type.Object({ name: Type.String({ description: "Their name.", examples: ["Ishmael"] }) }),
    output: reader,
    dryRun: false,
    shows: { card: text({ describe: "The number of the library card.", example: "R-17" }) },
    run: nothing,
  }),
];

export const queries: Query[] = [
  defineOpenQuery({
    name: "opening_hours.get",
    door: "GET /v1/opening_hours",
    describe: "When the library is open.",
    audience: "anyone",
    parameters: Type.Object({
      day: Type.Optional(
        Type.String({ format: "date", description: "Of which day.", examples: ["2026-11-21"] }),
      ),
    }),
    output: Type.Object({ from: Type.String({ description: "It opens.", examples: ["09:00"] }) }),
    problems: [],
    run: async () => "{}",
  }),
];

export const registry = createRegistry([shelf, book, reader, slip]);

export const libraryDocument = (): OpenApiDocument =>
  openApiDocument({ registry, actions, queries, version: "1.2.3" });
