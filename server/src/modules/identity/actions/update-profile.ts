import Type from "typebox";
import { renameMember } from "#modules/organizations";
import { definePersonalAction } from "#platform/action";
import { changesBetween, noteChanges } from "#platform/audit";
import { invalidInput, unauthenticated } from "#platform/errors";
import { lockProfile, writeProfile } from "../profile.queries.ts";
import { LocaleTag, PersonName } from "../profile.ts";
import { forgetSessions } from "../session.queries.ts";
import { User } from "../session.ts";

const personal = new Set(["name"]);

/** What one is called, and in which language one is written to. Every organization sees the new name. */
export const updateProfile = definePersonalAction({
  name: "me.update_profile",
  title: "Change name or language",
  door: "POST /v1/me/profile",
  because: "it is their own profile",
  describe: "Change your name or your language. What is absent stays as it is.",
  input: Type.Object(
    { name: Type.Optional(PersonName), locale: Type.Optional(LocaleTag) },
    { additionalProperties: false, examples: [{ locale: "de" }, { name: "Ada Lovelace", locale: "de" }] },
  ),
  output: User,
  status: 200,
  subject: "user",
  async run(context, tx, { name, locale }) {
    if (name === undefined && locale === undefined) throw nothingGiven();
    const { userId } = context.person;
    const before = await lockProfile(tx, userId);
    if (before === undefined) throw unauthenticated("There is no such account any more.");
    const after = { ...before, ...(name && { name }), ...(locale && { locale }) };

    await writeProfile(tx, userId, after);
    if (after.name !== before.name) await renameMember(tx, userId, "me.update_profile", after);
    noteChanges(tx, userId, changesBetween(before, after, personal));
    forgetSessions(tx, userId, [userId]);
    return { answer: { id: userId, ...after }, id: userId };
  },
});

function nothingGiven() {
  const detail = "Send `name`, `locale`, or both.";
  return invalidInput(detail, { errors: [{ pointer: "", code: "required", detail }] });
}
