/** Who am I? What a credential is, and what it may do. */
import Type from "typebox";
import { defineOpenQuery } from "#platform/action";

export const me = defineOpenQuery({
  name: "me.get",
  door: "GET /v1/me",
  describe: "Who the credential belongs to, for which organization, and what it may do.",
  audience: "anyone",
  parameters: Type.Object({}),
  output: Type.Object({
    actor: Type.Object(
      {
        kind: Type.String({
          description: "api_key, member, buyer, service_account or system.",
          examples: ["api_key"],
        }),
        id: Type.String({
          format: "uuid",
          description: "Identifies the actor.",
          examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
        }),
        name: Type.String({ description: "The actor's name.", examples: ["Web shop"] }),
      },
      { description: "Who is calling." },
    ),
    organization_id: Type.String({
      format: "uuid",
      description: "The organization it acts for.",
      examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    }),
    permissions: Type.Array(Type.String({ description: "A permission.", examples: ["orders:read"] }), {
      description: "What it may do, sorted.",
    }),
    scope: Type.Union([Type.Literal("all"), Type.Array(Type.String({ format: "uuid" }))], {
      description: "The customers that it may see: `all`, or their ids.",
      examples: ["all"],
    }),
    api_version: Type.String({
      description: "The version of the API that the credential is pinned to.",
      examples: ["2026-11-01"],
    }),
  }),
  problems: [],
  async run(context) {
    const { actor, organizationId, permissions, apiVersion } = context;
    const scope = organizationId === null ? null : context.scope;
    return JSON.stringify({
      actor,
      organization_id: organizationId,
      permissions: [...permissions].sort(),
      scope,
      api_version: apiVersion,
    });
  },
});
