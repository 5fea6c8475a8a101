import Type from "typebox";
import { definePersonalQuery } from "#platform/action";
import { listLiveSessions } from "../session.queries.ts";
import { idleMs, orNull } from "../session.ts";

const moment = (description: string) =>
  Type.String({ format: "date-time", description, examples: ["2026-11-21T08:10:04.819Z"] });

const Session = Type.Object(
  {
    id: Type.String({
      format: "uuid",
      description: "Identifies the session.",
      examples: ["0199f3c2-7d1e-7a30-9b5f-3f1c2d4e5a60"],
    }),
    current: Type.Boolean({ description: "Whether this request is made with it.", examples: [true] }),
    kind: Type.Enum(["token", "cookie"], {
      description: "`cookie`: a browser. `token`: a program.",
      examples: ["cookie"],
    }),
    user_agent: orNull(Type.String(), "What the device called itself at the login.", "Mozilla/5.0"),
    address: orNull(Type.String(), "From which address the login came.", "203.0.113.7"),
    methods: Type.Array(Type.String({ description: "A method.", examples: ["password"] }), {
      description: "What was proven: password, totp, recovery_code, passkey, or a provider's name.",
    }),
    created_at: moment("When it began."),
    last_seen_at: moment("When it was used last, to half a minute."),
    expires_at: moment("When it ends if it is not used again."),
  },
  { description: "A device that is logged in." },
);

/** Where am I logged in? */
export const listSessions = definePersonalQuery({
  name: "me.list_sessions",
  title: "List your sessions",
  door: "GET /v1/me/sessions",
  whileOverloaded: true,
  describe: "Where you are logged in, the last used first.",
  parameters: Type.Object({}),
  output: Type.Object({
    data: Type.Array(Session, { description: "Your sessions that have not ended." }),
  }),
  problems: [],
  async run(context, _parameters, services) {
    const { userId, sessionId } = context.person;
    const rows = await listLiveSessions(services.read, context, userId, idleMs / 1_000);
    const sessions = rows.map(({ id, ...session }) => ({ id, current: id === sessionId, ...session }));
    return JSON.stringify({ data: sessions });
  },
});
