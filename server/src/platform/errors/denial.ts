/** Why a rule of access refused: which one it was, and what would change its answer. */
import Type, { type TSchema } from "typebox";

/** For those who may know, never for everybody. */
export type Denial = {
  /**
   * The sentence is for whoever is refused: it names no permission and nobody's object, and says what helps them. Absent
   * only those who may know read it. The rule and the grants are theirs alone either way.
   */
  told?: "everybody";
  /** `permission`, `field`, `separation_of_duties` … `policy` is a module's own. */
  rule: string;
  /** What the caller would have to hold as well; all of them. */
  permissions?: readonly string[];
  /** What else would change the answer. */
  grants?: readonly Grant[];
};

/** One thing that would have to be given, under a name that is declared here or by `defineGrant`. */
export type Grant = Readonly<Record<string, unknown>>;

const declared: Record<string, TSchema> = {
  permission: Type.String({ description: "A permission to hold.", examples: ["members:write"] }),
  roles: Type.Array(Type.String({ description: "A role's name.", examples: ["admin"] }), {
    description: "The organization's roles that hold the permission.",
    examples: [["owner", "admin"]],
  }),
  whole_organization: Type.Boolean({
    description: "To see the whole organization: a role or a key without a limit.",
    examples: [true],
  }),
  another_person: Type.Boolean({
    description: "Somebody else does it: nothing can be given to this one.",
    examples: [true],
  }),
  known_person: Type.Boolean({
    description: "Somebody is known to hold the key: a person rotates it, or acts in a session instead.",
    examples: [true],
  }),
  resume: Type.Boolean({ description: "The operator resumes the organization.", examples: [true] }),
  to: Type.String({
    description: "The actor that it has to be given to: a key, or also whoever's key it is.",
    examples: ["member:0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
  }),
};

/** Declares what else can be given, such as what a module limits its actors to. The schema says what it is. */
export function defineGrant(name: string, schema: TSchema): string {
  if (declared[name] !== undefined) throw new Error(`the grant "${name}" is declared twice`);
  declared[name] = schema;
  return name;
}

export const decidedBySchema = Type.Object(
  {
    rule: Type.String({
      description:
        "`actor`, `permission`, `scope`, `organization`, `field`, `object`, `separation_of_duties`, or `policy`, a rule of the area itself, which the detail says.",
      examples: ["permission"],
    }),
    permission: Type.Optional(
      Type.String({ description: "The permission that is missing.", examples: ["members:write"] }),
    ),
  },
  { description: "The rule that refused. Only for those who hold `access:explain`." },
);

/** Asked once everything is declared. */
export function grantsSchema(): TSchema {
  const properties = Object.fromEntries(
    Object.entries(declared).map(([name, schema]) => [name, Type.Optional(schema)]),
  );
  return Type.Array(Type.Object(properties), {
    description:
      "What would have to be given for it to be allowed, all of it together; empty where nothing would do. Only for those who hold `access:explain`.",
    examples: [[{ permission: "members:write", roles: ["owner", "admin"] }]],
  });
}

/** What a refusal says besides what every problem says, to those who may know. */
export const denialMembers: Record<string, TSchema> = {
  decided_by: Type.Optional(decidedBySchema),
  get grants() {
    return Type.Optional(grantsSchema());
  },
};
