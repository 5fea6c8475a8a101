/** The OpenAPI document and the pages made from it. */
export { documentComplaints } from "./complaints.ts";
export { type Declarations, type OpenApiDocument, openApiDocument } from "./document.ts";
