import Type from "typebox";
import { authorize } from "#platform/access";
import { type Action, defineAction } from "#platform/action";
import { noteChanges } from "#platform/audit";
import { notFound } from "#platform/errors";
import type { NotificationRule } from "#platform/notifications";
import { preferenceChosen } from "../events.ts";
import { isTold } from "../policy.ts";
import { email, inApp, kindName, kindsFor, PreferenceDocument, preferenceDocument } from "../preference.ts";
import { writePreference } from "../queries.ts";

/**
 * Choose by which channels one is told of a kind of thing; none is not at all.
 * @param rules every one that a module declares
 */
export const chooseChannelsOf = (rules: readonly NotificationRule[]): Action =>
  defineAction({
    name: "notification_preferences.choose",
    title: "Choose how you are told",
    door: "PUT /v1/notification_preferences/{kind}",
    permission: "notifications:write",
    describe:
      "Say by which channels you are told of a kind of thing from now on: none is not at all. It is yours alone, in this organization.",
    input: Type.Object({ kind: kindName, in_app: inApp, email }, { additionalProperties: false }),
    output: PreferenceDocument,
    subject: "notification_preference",
    policy: isTold,
    fails: [],
    async run(context, tx, { kind, in_app, email }) {
      authorize(isTold(context));
      const rule = kindsFor(rules, context).find((one) => one.kind === kind);
      if (rule === undefined) throw notFound("You are told of no such kind of thing.");
      const said = { in_app, email };
      const { version, before } = await writePreference(tx, { kind, ...said });
      const { id } = context.actor;
      noteChanges(tx, id, {
        kind: { after: kind },
        in_app: { before: before.in_app, after: in_app },
        email: { before: before.email, after: email },
      });
      preferenceChosen.emit(tx, context, { id, version }, { kind });
      return { answer: preferenceDocument(rule, said, context), id, version };
    },
  });
