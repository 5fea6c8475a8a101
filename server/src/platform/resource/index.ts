/** Nouns: their declaration, and everything that is derived from it for reading. */

export { declaredNoun, declaredNouns, readableSubjects } from "./about.ts";
export { checkCatalog } from "./catalog-check.ts";
export { type Children, describedSchema, embedded, textSchema } from "./children.ts";
export { concernsText } from "./concerns.ts";
export { commonFields, defineResource, many, one, type Relation, type Resource } from "./define-resource.ts";
export { parseProjection } from "./expand.ts";
export * from "./field.ts";
export { operatorsOf } from "./filter.ts";
export { type ListQuery, parseListQuery } from "./list-query.ts";
export { collectMistakes, onlyFor, refuseAll } from "./mistake.ts";
export { jsonOf, type Projection, plain } from "./projection.ts";
export { parseQueryString } from "./query-string.ts";
export { createReads, etagOf, type Found, type Reads } from "./reads.ts";
export { createRegistry, type Registry } from "./registry.ts";
export { rowsOf } from "./rows-of.ts";
export { createSchema, orderedFields, patchSchema, readSchema } from "./schema.ts";
export { scopedTo } from "./scope.ts";
export { findSubject, type Subject } from "./subject.ts";
export { date, time } from "./time-field.ts";
export { visibleStatement } from "./visible.ts";
