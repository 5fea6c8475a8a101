/** The OpenAPI document as a judge: is this answer what the document promises for its operation? */
import { Compile } from "typebox/schema";
import type { App } from "#app";
import { type OpenApiDocument, openApiDocument } from "#platform/doors/openapi";
import type { Answer } from "./app.ts";

export type Contract = {
  /** `METHOD /path` of every operation that the document has. */
  operations: string[];
  /** What is wrong with the answer, in sentences; empty when it is as promised. */
  complaints(method: string, path: string, answer: Answer): string[];
  /** `METHOD /path status` of everything that was looked at so far. */
  seen: Set<string>;
};

type Response = {
  headers?: Record<string, unknown>;
  content?: Record<string, { schema?: object }>;
  $ref?: string;
};

export function contractOf(app: App): Contract {
  return contractIn(openApiDocument(app));
}

/** The same of a document, wherever it was read. */
export function contractIn({ paths, components }: OpenApiDocument): Contract {
  const templates = Object.keys(paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
  }));
  const compiled = new Map<string, ReturnType<typeof Compile>>();
  const seen = new Set<string>();

  const responseOf = (path: string, method: string, status: number): Response | undefined => {
    const operation = (paths[path] as Record<string, { responses: Record<string, Response> }>)[
      method.toLowerCase()
    ];
    const response = operation?.responses[status];
    const name = response?.$ref?.split("/").at(-1);
    return name === undefined ? response : (components.responses?.[name] as Response | undefined);
  };

  /** A problem says what its code promises, and not a word more: clients may rely on it, secrets cannot slip in. */
  const problemSchemaOf = (code: string): object => {
    const name = `Problem.${code}` in components.schemas ? `Problem.${code}` : "Problem";
    return { ...components.schemas[name], additionalProperties: false };
  };

  const validatorOf = (key: string, schema: object) => {
    const known = compiled.get(key) ?? Compile({ components, allOf: [schema] });
    compiled.set(key, known);
    return known;
  };

  return {
    seen,
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    ),
    complaints(method, asked, answer) {
      // `/v1/orders/batch` is no order with the id "batch"
      const plain = asked.split("?")[0] ?? "";
      const template =
        templates.find(({ path }) => path === plain) ?? templates.find(({ pattern }) => pattern.test(plain));
      if (template === undefined) return [`${method} ${plain} is in no path of the document`];
      const where = `${method} ${template.path} ${answer.status}`;
      const response = responseOf(template.path, method, answer.status);
      if (response === undefined) return [`${where} is not declared: ${answer.text}`];
      seen.add(where);

      // a rehearsal makes no version that one could name later
      const named = asked.includes("dry_run=true") ? [] : ["ETag", "Location"];
      const missing = named.filter(
        (name) => response.headers?.[name] !== undefined && answer.headers.get(name) === null,
      );
      const sent = answer.headers.get("content-type") ?? "";
      const declared = Object.entries(response.content ?? {});
      const media = declared.find(([type]) => sent.startsWith(type)) ?? declared[0];
      if (media === undefined) return answer.text === "" ? [] : [`${where} has a body that is not declared`];
      const [type, { schema }] = media;
      const complaints = missing.map((name) => `${where} lacks ${name}`);
      if (!sent.startsWith(type)) complaints.push(`${where} is ${sent} and not ${type}`);
      if (schema !== undefined && type !== "text/csv") {
        const { code } = (answer.json ?? {}) as { code?: string };
        const isProblem = type === "application/problem+json";
        const promised = isProblem ? problemSchemaOf(String(code)) : schema;
        const validator = validatorOf(isProblem ? `problem ${code}` : where, promised);
        if (!validator.Check(answer.json)) {
          const [, errors] = validator.Errors(answer.json);
          for (const { instancePath, message } of errors.slice(0, 3))
            complaints.push(`${where} at ${instancePath || "/"}: ${message}`);
        }
      }
      return complaints;
    },
  };
}
