/** What a person is told, and how: what each kind says of itself, unless they have said otherwise. Pure. */
import Type from "typebox";
import type { Context } from "#platform/access";
import { languageOf, type NotificationRule } from "#platform/notifications";

/** What somebody has said of a kind; null: as the kind says of itself. */
export type Preference = { kind: string; in_app: boolean | null; email: boolean | null };

export const kindName = Type.String({
  pattern: "^[a-z_]+$",
  maxLength: 100,
  description: "What kind of notification.",
  examples: ["order_for_my_customer"],
});

export const inApp = Type.Boolean({
  description: "Whether it is among your notifications, and told to you live.",
  examples: [true],
});
export const email = Type.Boolean({
  description: "Whether it is written to you by mail, unless you have read it within a minute.",
  examples: [false],
});

/** Closed by hand: it is written here and nowhere else. */
export const PreferenceDocument = Type.Object(
  {
    kind: kindName,
    description: Type.String({
      description: "What it is about, in your language.",
      examples: ["A customer whom you look after has ordered."],
    }),
    in_app: inApp,
    email,
    chosen: Type.Boolean({
      description: "Whether you have said so; otherwise it is so by itself.",
      examples: [false],
    }),
  },
  { additionalProperties: false, description: "Whether and how you are told of something." },
);

/** Those kinds that the caller can be told of. Programs are told nothing: they see what members choose among. */
export function kindsFor(
  rules: readonly NotificationRule[],
  { actor, permissions }: Pick<Context, "actor" | "permissions">,
): NotificationRule[] {
  const who = actor.kind === "buyer" ? "buyers" : "members";
  return rules.filter(({ tells, needs }) => tells === who && (needs === undefined || permissions.has(needs)));
}

export function preferenceDocument(
  { kind, describe, channels }: NotificationRule,
  said: Omit<Preference, "kind"> | undefined,
  { person }: Pick<Context, "person">,
) {
  return {
    kind,
    description: describe[languageOf(person?.locale ?? "en")],
    in_app: said?.in_app ?? channels.in_app,
    email: said?.email ?? channels.email,
    chosen: said !== undefined,
  };
}
