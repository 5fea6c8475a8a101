/** The OpenAPI document and the pages made from it. */
export { documentComplaints } from "./complaints.ts";
export { type Declarations, type OpenApiDocument, openApiDocument } from "./document.ts";
export { docsPage, docsPolicy } from "./pages/docs-page.ts";
export { problemPagePolicy } from "./pages/layout.ts";
export { errorPage, errorsIndexPage } from "./pages/problem-pages.ts";
export { registerDocs } from "./pages/register-docs.ts";
