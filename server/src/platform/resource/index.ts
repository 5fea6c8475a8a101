/** Nouns: their declaration, and everything that is derived from it for reading. */

export { checkCatalog } from "./catalog-check.ts";
export { type Children, embedded } from "./children.ts";
export { commonFields, defineResource, many, one, type Relation, type Resource } from "./define-resource.ts";
export { parseProjection } from "./expand.ts";
export {
  boolean,
  country,
  currency,
  date,
  type Field,
  identifier,
  integer,
  money,
  oneOf,
  percent,
  quantity,
  reference,
  text,
  textList,
  time,
  unitPrice,
  unitPricePattern,
  uuidPattern,
} from "./field.ts";
export { operatorsOf } from "./filter.ts";
export { type ListQuery, Mistake, parseListQuery, refuseAll } from "./list-query.ts";
export { jsonOf, type Projection, plain } from "./projection.ts";
export { parseQueryString } from "./query-string.ts";
export { createReads, etagOf, type Found, type Reads } from "./reads.ts";
export { createRegistry, type Registry } from "./registry.ts";
export { createSchema, orderedFields, patchSchema, readSchema } from "./schema.ts";
