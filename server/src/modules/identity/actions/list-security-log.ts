import Type from "typebox";
import { definePersonalQuery } from "#platform/action";
import { unknownParameter } from "#platform/errors";
import { uuidPattern } from "#platform/resource";
import { listSecurityEntries } from "../me.queries.ts";
import { orNull } from "../session.ts";

const usual = 25;
const most = 100;

const Entry = Type.Object(
  {
    id: Type.String({
      format: "uuid",
      description: "Identifies the entry.",
      examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    }),
    action: Type.String({ description: "What was done or tried.", examples: ["auth.login"] }),
    outcome: Type.String({
      description: "`done`, or the code of the problem with which it was refused.",
      examples: ["done"],
    }),
    address: orNull(Type.String(), "From which address.", "203.0.113.7"),
    user_agent: orNull(Type.String(), "What the device called itself.", "Mozilla/5.0"),
    occurred_at: Type.String({
      format: "date-time",
      description: "When.",
      examples: ["2026-11-21T08:10:04.819Z"],
    }),
  },
  { description: "Something that concerned your account." },
);

/** What happened to my account, and was it me? */
export const listSecurityLog = definePersonalQuery({
  name: "me.list_security_log",
  title: "List your security log",
  door: "GET /v1/me/security_log",
  describe:
    "What was done to your account or tried in your name, the newest first: logins, failures, changes of factors.",
  parameters: Type.Object({
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: most,
        default: usual,
        description: "At most so many entries.",
        examples: [usual],
      }),
    ),
    after: Type.Optional(
      Type.String({
        format: "uuid",
        description: "Entries older than this one: the `next_cursor` of the page before.",
        examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
      }),
    ),
  }),
  output: Type.Object({
    data: Type.Array(Entry, { description: "The entries, newest first." }),
    next_cursor: orNull(
      Type.String(),
      "To pass as `after` for the next page; null when there is none.",
      "0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60",
    ),
  }),
  problems: [unknownParameter.kind],
  async run(context, parameters, { read }) {
    const limit = limitOf(parameters.get("limit"));
    const after = afterOf(parameters.get("after"));
    // one more than asked says whether there is another page
    const found = await listSecurityEntries(read, context, { limit: limit + 1, after });
    const page = found.slice(0, limit);
    return JSON.stringify({
      data: page,
      next_cursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
    });
  },
});

function limitOf(text: string | undefined): number {
  if (text === undefined) return usual;
  const limit = Number(text);
  if (/^[0-9]{1,3}$/.test(text) && limit >= 1 && limit <= most) return limit;
  throw unknownParameter(`"limit" takes a whole number from 1 to ${most}.`);
}

function afterOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const id = text.toLowerCase();
  if (uuidPattern.test(id)) return id;
  throw unknownParameter('"after" takes the `next_cursor` of another page.');
}
