/** One good request for every verb of people about what they were told. */
import type { TestApp } from "./app.ts";
import type { Requested } from "./every-action.ts";
import { execute } from "./execute.ts";
import { testPerson } from "./people.ts";

/** Something that this member or buyer was told, as the job leaves it. @param wish columns that are otherwise */
export async function notificationOf(
  { database }: Pick<TestApp, "database">,
  organization: string,
  userId: string,
  wish: Record<string, unknown> = {},
): Promise<string> {
  const { read_at = null, archived_at = null } = wish;
  const [made] = await execute(
    database.adminUrl,
    `insert into plinth.notifications (organization_id, user_id, kind, event_id, title, body, subject_type, subject_id,
                                       in_app, email, read_at, archived_at)
     values ($1, $2, 'order_for_my_customer', uuidv7(), 'A customer ordered', 'It comes to a sum.', 'order', uuidv7(),
             true, false, $3, $4) returning id`,
    [organization, userId, read_at, archived_at],
  );
  return String(made?.id);
}

/** They have said how they want to be told. */
export async function preferenceOf(
  { database }: Pick<TestApp, "database">,
  organization: string,
  userId: string,
): Promise<void> {
  await execute(
    database.adminUrl,
    `insert into plinth.notification_preferences (organization_id, user_id, kind, in_app, email)
     values ($1, $2, 'order_for_my_customer', false, true)`,
    [organization, userId],
  );
}

const at = "2026-01-01T00:00:00Z";

const marked =
  (verb: string, wish: Record<string, unknown> = {}): Requested =>
  async (s, t) => {
    const { id, token } = await testPerson(t, { organization: s.organization });
    const path = `/v1/notifications/${await notificationOf(t, s.organization, id, wish)}/${verb}`;
    return { method: "POST", path, headers: { "if-match": '"1"' }, key: token };
  };

export const notificationsRequests: Record<string, Requested> = {
  "notifications.read": marked("read"),
  "notifications.unread": marked("unread", { read_at: at }),
  "notifications.archive": marked("archive"),
  "notifications.read_all": async (s, t) => {
    const { id, token } = await testPerson(t, { organization: s.organization });
    await notificationOf(t, s.organization, id);
    return { method: "POST", path: "/v1/notifications/read_all", key: token };
  },
  "notification_preferences.choose": async (s, t) => ({
    method: "PUT",
    path: "/v1/notification_preferences/order_for_my_customer",
    body: { in_app: true, email: true },
    key: (await testPerson(t, { organization: s.organization })).token,
  }),
};
