/** The OpenAPI document and the pages made from it. */
export { type Declarations, type OpenApiDocument, openApiDocument } from "./document.ts";
